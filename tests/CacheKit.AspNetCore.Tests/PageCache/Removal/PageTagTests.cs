using CacheKit.AspNetCore.Tests.Hosting;
using CacheKit.Conformance.Bytes;

namespace CacheKit.AspNetCore.Tests.PageCache.Removal;

/// <summary>Pages with a tag go together.</summary>
public sealed class PageTagTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task The_pages_of_a_tag_go_together_and_no_others(bool onBytes)
    {
        var made = new Counted();
        await using var site = await StartAsync(made, onBytes);
        await site.GetAsync("/territory/FR?a");
        await site.GetAsync("/territory/FR?b");
        await site.GetAsync("/territory/DE");
        await site.GetAsync("/other");

        await RemoveAsync(site, "territory:FR");

        Assert.Equal("page 5", await site.GetAsync("/territory/FR?a"));
        Assert.Equal("page 6", await site.GetAsync("/territory/FR?b"));
        Assert.Equal("page 3", await site.GetAsync("/territory/DE"));
        Assert.Equal("page 4", await site.GetAsync("/other"));
        Assert.Equal("page 5", await site.GetAsync("/territory/FR?a"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_page_goes_with_each_of_its_tags(bool onBytes)
    {
        var made = new Counted();
        await using var site = await StartAsync(made, onBytes);
        await site.GetAsync("/territory/FR");

        await RemoveAsync(site, "map");
        Assert.Equal("page 2", await site.GetAsync("/territory/FR"));
        await RemoveAsync(site, "territory:FR");
        Assert.Equal("page 3", await site.GetAsync("/territory/FR"));
        Assert.Equal("page 3", await site.GetAsync("/territory/FR"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Upper_and_lower_case_make_no_difference(bool onBytes)
    {
        var made = new Counted();
        await using var site = await StartAsync(made, onBytes);
        await site.GetAsync("/territory/fr");

        await RemoveAsync(site, "Territory:FR");

        Assert.Equal("page 2", await site.GetAsync("/territory/fr"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Every_variant_of_a_page_goes(bool onBytes)
    {
        var made = new Counted();
        await using var site = await StartAsync(made, onBytes);
        await site.GetAsync("/territory/FR?vary=X-A", ("X-A", "one"));
        await site.GetAsync("/territory/FR?vary=X-A", ("X-A", "two"));

        await RemoveAsync(site, "map");

        Assert.Equal("page 3", await site.GetAsync("/territory/FR?vary=X-A", ("X-A", "one")));
        Assert.Equal("page 4", await site.GetAsync("/territory/FR?vary=X-A", ("X-A", "two")));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Code_can_add_tags_while_it_makes_a_page(bool onBytes)
    {
        var made = new Counted();
        await using var site = await StartAsync(made, onBytes);
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/late/FR?tag=book:7"));
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeOfAsync("/late/FR?tag=book:7"));

        await RemoveAsync(site, "book:7");

        Assert.Equal("page 2", await site.GetAsync("/late/FR?tag=book:7"));
        Assert.Equal("page 2", await site.GetAsync("/late/FR?tag=book:7"));
        await RemoveAsync(site, "territory:FR");
        Assert.Equal("page 3", await site.GetAsync("/late/FR?tag=book:7"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_page_that_is_made_anew_has_its_new_tags_and_not_its_old_ones(bool onBytes)
    {
        var made = new Counted();
        var tag = "old";
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", (HttpContext context) =>
            {
                context.AddPageTags(tag);
                return made.Page();
            }),
            new() { OnBytes = onBytes });
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
        tag = "new";
        site.Time.Advance(TimeSpan.FromSeconds(601));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));

        await RemoveAsync(site, "old");
        Assert.Equal("page 2", await site.GetAsync("/"));
        await RemoveAsync(site, "new");
        Assert.Equal("page 3", await site.GetAsync("/"));
    }

    [Theory]
    [InlineData("/territory/FR", false)]
    [InlineData("/territory/FR", true)]
    [InlineData("/late/FR?tag=map", false)]
    [InlineData("/late/FR?tag=map", true)]
    public async Task A_page_that_was_being_made_when_its_tag_was_removed_is_not_kept(string path, bool onBytes)
    {
        var made = new Counted();
        var release = new TaskCompletionSource();
        await using var site = await StartAsync(made, onBytes, release: release.Task);

        var making = site.SendAsync(path);
        await Eventually.IsTrueAsync(() => made.Count == 1);
        await RemoveAsync(site, "map");
        release.SetResult();

        using (await making)
            Assert.Equal(PageCacheOutcome.Removed, await site.OutcomeAsync());
        Assert.Equal("page 2", await site.GetAsync(path));
        Assert.Equal("page 2", await site.GetAsync(path));
    }

    [Theory]
    [InlineData("/territory/FR")]
    [InlineData("/late/FR?tag=map")]
    public async Task A_page_that_was_being_made_when_another_process_removed_its_tag_is_not_kept(string path)
    {
        var made = new Counted();
        var release = new TaskCompletionSource();
        await using var site = await StartAsync(made, onBytes: true, release: release.Task);
        await using var other = await StartAsync(new Counted(), onBytes: true, bytes: site.Bytes);

        var making = site.SendAsync(path, ("Host", "site"));
        await Eventually.IsTrueAsync(() => made.Count == 1);
        await RemoveAsync(other, "map");
        release.SetResult();

        using (await making)
            Assert.Equal(PageCacheOutcome.Removed, await site.OutcomeAsync());
        Assert.Equal("page 2", await site.GetAsync(path, ("Host", "site")));
        Assert.Equal("page 2", await site.GetAsync(path, ("Host", "site")));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Who_comes_after_a_removal_does_not_wait_for_a_page_that_was_begun_before(bool onBytes)
    {
        var made = new Counted();
        var release = new TaskCompletionSource();
        await using var site = await StartAsync(made, onBytes, release: release.Task);

        var making = site.GetAsync("/territory/FR");
        await Eventually.IsTrueAsync(() => made.Count == 1);
        await RemoveAsync(site, "territory:FR");
        Assert.Equal("page 2", await site.GetAsync("/territory/FR"));
        release.SetResult();

        Assert.Equal("page 1", await making);
        Assert.Equal("page 2", await site.GetAsync("/territory/FR"));
    }

    [Fact]
    public async Task Another_process_removes_pages_by_tag_too()
    {
        var made = new Counted();
        await using var site = await StartAsync(made, onBytes: true);
        await using var other = await StartAsync(new Counted(), onBytes: true, bytes: site.Bytes);
        await site.OutcomeOfAsync("/territory/FR", ("Host", "site"));
        await site.OutcomeOfAsync("/late/FR?tag=book", ("Host", "site"));

        await RemoveAsync(other, "territory:FR");
        Assert.Equal("page 3", await site.GetAsync("/territory/FR", ("Host", "site")));
        Assert.Equal("page 4", await site.GetAsync("/late/FR?tag=book", ("Host", "site")));
        await RemoveAsync(other, "book");
        Assert.Equal("page 3", await site.GetAsync("/territory/FR", ("Host", "site")));
        Assert.Equal("page 5", await site.GetAsync("/late/FR?tag=book", ("Host", "site")));
    }

    [Theory]
    [InlineData("/territory/FR")]
    [InlineData("/late/FR?tag=book")]
    public async Task A_lost_tag_marker_makes_pages_anew_and_never_brings_a_removed_one_back(string path)
    {
        var made = new Counted();
        await using var site = await StartAsync(made, onBytes: true);
        await site.GetAsync(path);

        Lose(site, "page-tag:");
        Assert.Equal("page 2", await site.GetAsync(path));
        Assert.Equal("page 2", await site.GetAsync(path));
        await RemoveAsync(site, "territory:FR");
        Lose(site, "page-tag");
        Assert.Equal("page 3", await site.GetAsync(path));
    }

    [Fact]
    public async Task A_hit_on_a_server_is_one_round_trip_with_tags_and_two_where_code_has_added_some_and_the_page_is_not_at_hand()
    {
        await using var site = await StartAsync(new Counted(), onBytes: true);
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/territory/FR"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/late/FR?tag=book"));
        site.Bytes!.ForgetCalls();

        await site.GetAsync("/territory/FR");
        Assert.Equal("GetMany", Assert.Single(site.Bytes.Calls).Operation);
        await site.GetAsync("/late/FR?tag=book");
        Assert.Equal(["GetMany", "GetMany", "GetMany"], site.Bytes.Calls.Select(static call => call.Operation));
        site.Bytes.ForgetCalls();
        await site.GetAsync("/late/FR?tag=book");
        Assert.Equal("GetMany", Assert.Single(site.Bytes.Calls).Operation);
    }

    [Fact]
    public async Task A_removal_costs_the_same_however_many_pages_there_are()
    {
        await using var site = await StartAsync(new Counted(), onBytes: true);
        await site.OutcomeOfAsync("/territory/FR");
        site.Bytes!.ForgetCalls();
        await RemoveAsync(site, "map");
        var forOne = site.Bytes.Calls.Count;
        for (var i = 0; i < 50; i++)
            await site.OutcomeOfAsync($"/territory/FR?{i}");
        site.Bytes.ForgetCalls();

        await RemoveAsync(site, "map");

        Assert.Equal(forOne, site.Bytes.Calls.Count);
    }

    [Fact]
    public async Task A_release_that_gives_its_pages_another_tag_makes_them_anew()
    {
        var made = new Counted();
        await using var before = await TestSite.StartAsync(app => app.MapGet("/", () => made.Page()).CachePage(60, "one"), new() { OnBytes = true });
        await before.OutcomeOfAsync("/", ("Host", "site"));
        await using var after = await TestSite.StartAsync(app => app.MapGet("/", () => made.Page()).CachePage(60, "one, two"), new() { OnBytes = true, Bytes = before.Bytes });

        Assert.Equal("page 2", await after.GetAsync("/", ("Host", "site")));
    }

    [Fact]
    public async Task Pages_go_from_every_cache_and_prefix_that_an_endpoint_names()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", () => made.Page()).CachePage(60, static options => (options.Cache, options.KeyPrefix, options.Tags) = ("special", "site1", "map")),
            new()
            {
                Services = static services => services.AddCacheKit()
                    .AddBackend("special", new BytesBackend(new BytesStore(TimeProvider.System)))
                    .Configure("special", static options => options.Backend = "special"),
            });
        await site.GetAsync("/");

        await RemoveAsync(site, "map");

        Assert.Equal("page 2", await site.GetAsync("/"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_pair_keeps_tags_too(bool onBytes)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            OnBytes = onBytes,
            Pipeline = app =>
            {
                app.UseUpdateCache();
                app.UseFetchFromCache();
                app.MapGet("/{code}", (HttpContext context) =>
                {
                    context.AddPageTags("late");
                    return made.Page();
                }).CachePage(60, "code:{code}");
            },
        });
        await site.GetAsync("/a");
        Assert.Equal("page 1", await site.GetAsync("/a"));

        await RemoveAsync(site, "code:a");
        Assert.Equal("page 2", await site.GetAsync("/a"));
        await RemoveAsync(site, "late");
        Assert.Equal("page 3", await site.GetAsync("/a"));
    }

    [Fact]
    public async Task Where_nothing_is_cached_adding_a_tag_does_nothing()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = static app => app.MapGet("/", static (HttpContext context) =>
            {
                context.AddPageTags("map");
                return "page";
            }),
        });

        Assert.Equal("page", await site.GetAsync("/"));
    }

    private static ValueTask RemoveAsync(TestSite site, string tag) =>
        site.Services.GetRequiredService<IPageCache>().RemoveByTagAsync(tag, TestContext.Current.CancellationToken);

    private static void Lose(TestSite site, string mark)
    {
        foreach (var key in site.Bytes!.Store.FinalKeys.Where(key => key.Contains(mark, StringComparison.Ordinal)))
            site.Bytes.Store.Remove(key);
    }

    // The first page waits until it is released.
    private static Task<TestSite> StartAsync(Counted made, bool onBytes, BytesBackend? bytes = null, Task? release = null) => TestSite.StartAsync(
        app =>
        {
            app.MapGet("/territory/{code}", async (HttpResponse response, string? vary) =>
            {
                response.Headers.Vary = vary;
                return await PageAsync();
            }).CachePage(60, "territory:{code}, map");
            app.MapGet("/late/{code}", async (HttpContext context, string tag) =>
            {
                var page = await PageAsync();
                context.AddPageTags(tag);
                return page;
            }).CachePage(60, "territory:{code}");
            app.MapGet("/other", PageAsync);

            async Task<string> PageAsync()
            {
                var page = made.Page();
                if (made.Count == 1 && release is not null)
                    await release;
                return page;
            }
        },
        new() { OnBytes = onBytes, Bytes = bytes });
}
