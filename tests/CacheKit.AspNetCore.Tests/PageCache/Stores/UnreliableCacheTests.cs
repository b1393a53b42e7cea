using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.Tests.Hosting;
using CacheKit.AspNetCore.TimeLimits;
using CacheKit.Conformance.Bytes;

namespace CacheKit.AspNetCore.Tests.PageCache.Stores;

/// <summary>A cache that fails, or that somebody has written into, never breaks a page.</summary>
public sealed class UnreliableCacheTests
{
    [Fact]
    public async Task A_page_is_made_without_a_cache_that_is_down()
    {
        var made = new Counted();
        await using var site = await StartAsync(made);
        site.Bytes!.FailWith(new IOException("down"));

        Assert.Equal("page 1", await site.GetAsync("/"));
        Assert.Equal(PageCacheOutcome.CacheFailed, await site.OutcomeAsync());
        Assert.Equal("page 2", await site.GetAsync("/"));
        Assert.Contains(site.Log.GetSnapshot(), static record => record.Id.Id == 2000);

        site.Bytes.Recover();
        Assert.Equal("page 3", await site.GetAsync("/"));
        Assert.Equal("page 3", await site.GetAsync("/"));
    }

    [Fact]
    public async Task A_page_is_made_without_a_cache_in_this_process_that_fails()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", () => made.Page()),
            new()
            {
                ServicesBefore = static services => services.AddCacheKit().AddBackend("objects", new BrokenObjectBackend()),
                Configuration = { ["Caches:default:Backend"] = "objects" },
            });

        Assert.Equal("page 1", await site.GetAsync("/"));
        Assert.Equal(PageCacheOutcome.CacheFailed, await site.OutcomeAsync());
        Assert.Contains(site.Log.GetSnapshot(), static record => record.Id.Id == 2000);
    }

    [Fact]
    public async Task A_page_that_could_not_be_stored_is_not_said_to_be_kept_for_any_time()
    {
        IPageCacheFeature? feature = null;
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", (HttpContext context) =>
            {
                feature = context.Features.Get<IPageCacheFeature>();
                return "page";
            }),
            new() { OnBytes = true });
        site.Bytes!.BeforeCall = static call => call.Operation == "SetMany" ? throw new IOException("down") : default;

        Assert.Equal(PageCacheOutcome.CacheFailed, await site.OutcomeOfAsync("/"));
        Assert.Null(feature!.Timeout);
    }

    [Fact]
    public async Task While_a_server_is_known_to_be_away_pages_neither_ask_it_nor_log_that_they_were_made_without_it()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", () => made.Page()), new() { OnBytes = true, IsOutage = static exception => exception is IOException });
        site.Bytes!.FailWith(new IOException("down"));
        while (site.Log.GetSnapshot().All(static record => record.Id.Id != 1020))
            await site.GetAsync("/");
        site.Bytes.ForgetCalls();
        site.Log.Clear();

        int before = made.Count;
        Assert.Equal($"page {before + 1}", await site.GetAsync("/"));
        Assert.Empty(site.Bytes.Calls);
        Assert.DoesNotContain(site.Log.GetSnapshot(), static record => record.Category!.StartsWith("CacheKit.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GetMany")]
    [InlineData("AddOrGet")]
    [InlineData("Set")]
    public async Task A_cache_that_fails_at_any_step_costs_the_page_its_place_only(string operation)
    {
        var made = new Counted();
        await using var site = await StartAsync(made);
        site.Bytes!.BeforeCall = call => call.Operation.StartsWith(operation, StringComparison.Ordinal) ? throw new IOException("down") : default;

        Assert.Equal("page 1", await site.GetAsync("/"));
        site.Bytes.BeforeCall = null;
        Assert.Equal("page 2", await site.GetAsync("/"));
        Assert.Equal("page 2", await site.GetAsync("/"));
    }

    [Theory]
    [InlineData("AddOrGet")]
    [InlineData("GetMany")]
    public async Task So_does_one_that_fails_when_code_has_added_tags(string operation)
    {
        var made = new Counted();
        BytesBackend? bytes = null;
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", (HttpContext context) =>
            {
                context.AddPageTags("late");
                if (made.Next() == 1)
                    bytes!.BeforeCall = call => call.Operation == operation ? throw new IOException("down") : default;
                return $"page {made.Count}";
            }),
            new() { OnBytes = true });
        bytes = site.Bytes!;

        Assert.Equal("page 1", await site.GetAsync("/"));
        bytes.BeforeCall = null;
        Assert.Equal("page 2", await site.GetAsync("/"));
        Assert.Equal("page 2", await site.GetAsync("/"));
    }

    [Theory]
    [InlineData("GetMany")]
    [InlineData("AddOrGet")]
    [InlineData("Set")]
    public async Task A_cache_that_does_not_answer_at_any_step_holds_the_page_up_for_a_limited_time(string operation)
    {
        var made = new Counted();
        var answer = new TaskCompletionSource();
        await using var site = await StartAsync(made);
        site.Bytes!.BeforeCall = call => call.Operation.StartsWith(operation, StringComparison.Ordinal) ? new(answer.Task) : default;

        Assert.Equal("page 1", await WhileTimePassesAsync(site, site.GetAsync("/")));

        Assert.Equal(PageCacheOutcome.CacheFailed, await site.OutcomeAsync());
        Assert.Contains(site.Log.GetSnapshot(), static record => record.Id.Id == 2050);
        answer.SetException(new IOException("at last"));
        site.Bytes.BeforeCall = null;
        site.Time.Advance(LimitedCache.Pause);
        await site.GetAsync("/");
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        Assert.Contains(site.Log.GetSnapshot(), static record => record.Id.Id == 2051);
    }

    [Fact]
    public async Task All_who_wait_for_a_page_from_a_cache_that_does_not_answer_get_one()
    {
        var made = new Counted();
        await using var site = await StartAsync(made);
        site.Bytes!.Hang();

        var pages = await WhileTimePassesAsync(site, Task.WhenAll(Enumerable.Range(0, 10).Select(_ => site.GetAsync("/"))));

        Assert.Equal(10, pages.Distinct().Count());
        site.Bytes.Recover();
    }

    [Fact]
    public async Task A_removal_that_is_not_answered_does_not_hold_the_request_up_for_ever_and_is_logged()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapPost("/", static () => "done"), new() { OnBytes = true });
        site.Bytes!.Hang();

        using var response = await WhileTimePassesAsync(site, site.SendAsync(HttpMethod.Post, "/"));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains(site.Log.GetSnapshot(), static record => record.Id.Id == 2001);
        site.Bytes.Recover();
    }

    [Fact]
    public async Task A_handler_that_fails_while_the_cache_is_down_fails_for_its_own_request_only()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", () => made.Next() == 1 ? throw new InvalidOperationException() : "page"), new() { OnBytes = true });
        site.Bytes!.FailWith(new IOException("down"));

        using (var failed = await site.SendAsync("/"))
            Assert.Equal(500, (int)failed.StatusCode);
        Assert.Equal("page", await site.GetAsync("/"));
    }

    [Fact]
    public async Task A_removal_that_fails_does_not_fail_the_request_and_is_logged()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapPost("/", static () => "done"), new() { OnBytes = true });
        site.Bytes!.FailWith(new IOException("down"));

        using var response = await site.SendAsync(HttpMethod.Post, "/");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains(site.Log.GetSnapshot(), static record => record.Id.Id == 2001);
    }

    [Fact]
    public async Task A_removal_fails_no_request_whatever_somebody_elses_cache_throws()
    {
        await using var site = await TestSite.StartAsync(
            static app => app.MapPost("/", static () => "done"),
            new() { Services = static services => services.AddSingleton(ThrowingCaches.All) });

        using var response = await site.SendAsync(HttpMethod.Post, "/");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("done", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var errors = site.Log.GetSnapshot().Where(static record => record.Id.Id == 2001).ToArray();
        Assert.NotEmpty(errors);
        Assert.All(errors, static error =>
        {
            Assert.IsType<InvalidOperationException>(error.Exception);
            Assert.Contains("'default'", error.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Every_cache_that_fails_to_lose_the_pages_is_named()
    {
        await using var site = await TestSite.StartAsync(
            static app =>
            {
                app.MapPost("/", static (HttpContext context) => context.Response.Headers.Location = "/other");
                app.MapGet("/other", static () => "page").CachePage(60, static options => options.Cache = "second");
            },
            new()
            {
                OnBytes = true,
                Services = static services => services.AddCacheKit().AddBackend("broken", new BrokenBackend())
                    .Configure("second", static options => options.Backend = "broken")
                    .Configure("third", static options => options.Backend = "locmem"),
            });
        site.Bytes!.FailWith(new IOException("down"));

        using var response = await site.SendAsync(HttpMethod.Post, "/");

        Assert.Equal(200, (int)response.StatusCode);
        var errors = site.Log.GetSnapshot().Where(static record => record.Id.Id == 2001).Select(static record => record.GetStructuredStateValue("Alias"));
        Assert.Equal(["default", "second"], errors.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_removal_that_fails_in_one_place_is_carried_out_in_the_others(bool byTag)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(
            app =>
            {
                app.MapGet("/", () => made.Page()).CachePage(60, "both");
                app.MapGet("/other", () => made.Page()).CachePage(60, static options => (options.KeyPrefix, options.Tags) = ("other", "both"));
            },
            new() { OnBytes = true });
        string[] urls = ["/", "/other"];
        foreach (var url in urls)
        {
            await site.GetAsync(url);
            Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        }

        var other = new Uri(site.Address, "/other").ToString();
        var group = byTag ? PageGroup.OfTag(PageTags.Normalize("both")) : PageGroup.Of(PageUrl.OfAbsolute(other, null)!.Value);
        var lost = group.NameIn("");
        site.Bytes!.BeforeCall = call => call.Operation == "Delete" && call.Keys[0].Name == lost ? throw new IOException("down") : default;
        var pages = site.Services.GetRequiredService<IPageCache>();

        await Assert.ThrowsAsync<CacheBackendException>(async () =>
        {
            if (byTag)
                await pages.RemoveByTagAsync("both", TestContext.Current.CancellationToken);
            else
                await pages.RemoveAsync(other, TestContext.Current.CancellationToken);
        });

        site.Bytes.BeforeCall = null;
        Assert.Equal(["page 1", "page 3"], [await site.GetAsync("/"), await site.GetAsync("/other")]);
    }

    [Fact]
    public async Task A_removal_by_code_that_fails_says_so()
    {
        await using var site = await StartAsync(new Counted());
        site.Bytes!.FailWith(new IOException("down"));

        await Assert.ThrowsAsync<CacheBackendException>(async () =>
            await site.Services.GetRequiredService<IPageCache>().RemoveAsync(site.Address.ToString(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_page_too_large_for_the_server_is_made_each_time()
    {
        var made = new Counted();
        await using var site = await StartAsync(made);
        site.Bytes!.CannotStore = static key => key.Name.Contains("page:#", StringComparison.Ordinal);

        Assert.Equal("page 1", await site.GetAsync("/"));
        Assert.Equal("page 2", await site.GetAsync("/"));

        site.Bytes.CannotStore = null;
        Assert.Equal("page 3", await site.GetAsync("/"));
        Assert.Equal("page 3", await site.GetAsync("/"));
    }

    [Fact]
    public async Task A_page_whose_stamp_the_server_refuses_does_not_stay_without_it()
    {
        await using var site = await StartAsync(new Counted());
        site.Bytes!.CannotStore = static key => key.Name.StartsWith("page-stamp:#", StringComparison.Ordinal);

        Assert.Equal(PageCacheOutcome.CacheFailed, await site.OutcomeOfAsync("/"));

        Assert.DoesNotContain(site.Bytes.Store.FinalKeys, static key => key.Contains("page:#", StringComparison.Ordinal));
        Assert.Equal("page 2", await site.GetAsync("/"));
    }

    [Fact]
    public async Task A_successor_too_large_for_the_server_takes_the_stale_page_along()
    {
        var handler = new Handler { CacheControl = "max-age=60, stale-while-revalidate=30" };
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", handler.RunAsync), new() { OnBytes = true });
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
        site.Time.Advance(TimeSpan.FromSeconds(61));
        site.Bytes!.CannotStore = static key => key.Name.Contains("page:#", StringComparison.Ordinal);

        Assert.Equal("page 2", await site.GetAsync("/"));
        Assert.Equal("page 3", await site.GetAsync("/"));
    }

    [Fact]
    public async Task A_page_with_any_bit_changed_is_served_whole_or_made_anew()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", () => made.Page()), new() { OnBytes = true, Options = static options => options.LocalCopies = 0 });
        await site.GetAsync("/");
        var key = PageKey(site);
        var payload = site.Bytes!.Store[key];
        for (var bit = 0; bit < payload.Length * 8; bit += 5)
        {
            site.Bytes.Store.Replace(key, payload);
            site.Bytes.Store.FlipBit(key, bit);

            using var response = await site.SendAsync("/");

            Assert.InRange((int)response.StatusCode, 200, 599);
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_page_that_is_cut_off_anywhere_is_made_anew()
    {
        var made = new Counted();
        await using var site = await StartAsync(made);
        await site.GetAsync("/");
        var key = PageKey(site);
        var payload = site.Bytes!.Store[key];
        for (var length = 0; length < payload.Length; length += 3)
        {
            var count = made.Count;
            site.Bytes.Store.Replace(key, payload.AsSpan(0, length));
            Assert.Equal($"page {count + 1}", await site.GetAsync("/"));
        }
    }

    [Fact]
    public async Task A_page_under_another_pages_name_is_made_anew()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/{page}", static (string page) => page), new() { OnBytes = true });
        await site.GetAsync("/secret");
        var secret = PageKey(site);
        var stored = site.Bytes!.Store[secret];
        await site.GetAsync("/public");
        var other = Assert.Single(site.Bytes.Store.FinalKeys, key => key != secret && key.Contains("page:#", StringComparison.Ordinal));

        site.Bytes.Store.Replace(other, stored);

        Assert.Equal("public", await site.GetAsync("/public"));
    }

    [Theory]
    [InlineData("\u0082text")]
    [InlineData("42")]
    [InlineData("")]
    public async Task What_somebody_else_put_under_a_pages_name_is_a_miss(string foreign)
    {
        var made = new Counted();
        await using var site = await StartAsync(made);
        await site.GetAsync("/");

        site.Bytes!.Store.Replace(PageKey(site), System.Text.Encoding.Latin1.GetBytes(foreign));

        Assert.Equal("page 2", await site.GetAsync("/"));
    }

    [Fact]
    public async Task A_generation_that_is_no_generation_makes_pages_that_are_not_kept()
    {
        var made = new Counted();
        await using var site = await StartAsync(made);
        await site.GetAsync("/");
        var generation = Assert.Single(site.Bytes!.Store.FinalKeys, static key => key.Contains("page-url:", StringComparison.Ordinal));

        site.Bytes.Store.Replace(generation, site.Bytes.Store[PageKey(site)]);

        Assert.Equal("page 2", await site.GetAsync("/"));
    }

    /// <summary>Waits for something that ends only when a time limit is over, whenever that began.</summary>
    private static async Task<T> WhileTimePassesAsync<T>(TestSite site, Task<T> work)
    {
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!work.IsCompleted)
        {
            await pulse.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            site.Time.Advance(LimitedCache.Limit);
        }

        return await work;
    }

    private static string PageKey(TestSite site) =>
        Assert.Single(site.Bytes!.Store.FinalKeys, static key => key.Contains("page:#", StringComparison.Ordinal));

    private static Task<TestSite> StartAsync(Counted made) =>
        TestSite.StartAsync(app => app.MapGet("/", () => made.Page()), new() { OnBytes = true });
}
