using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Stores;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.PageCache.Stores;

/// <summary>Requests that come while one looks for their page on a server share its trip, but nothing that they may not have.</summary>
public sealed class SharedLookTests
{
    private readonly Counted _made = new();

    [Fact]
    public async Task Those_who_look_for_the_same_page_share_one_trip()
    {
        await using var site = await StartAsync();
        site.Bytes!.Hang();

        var looks = Enumerable.Range(0, 3).Select(_ => LookAsync(site)).ToList();
        site.Bytes.Recover();

        Assert.All(await Task.WhenAll(looks), static found => Assert.NotNull(found.Lookup));
        Assert.Single(site.Bytes.Calls);
    }

    [Fact]
    public async Task Who_comes_when_a_look_is_over_looks_again()
    {
        await using var site = await StartAsync();

        await LookAsync(site);
        await LookAsync(site);

        Assert.Equal(2, site.Bytes!.Calls.Count);
    }

    [Fact]
    public async Task Who_comes_after_a_removal_does_not_take_what_was_read_before_it()
    {
        await using var site = await StartAsync();
        site.Bytes!.Hang();
        var before = LookAsync(site);

        site.Services.GetRequiredService<PageGenerations>().End(PageGroup.OfTag("ANY"));
        var after = LookAsync(site);

        Assert.Equal(2, site.Bytes.Calls.Count);
        site.Bytes.Recover();
        await Task.WhenAll(before, after);
    }

    [Fact]
    public async Task An_endpoint_with_other_tags_looks_for_itself()
    {
        await using var site = await StartAsync();
        site.Bytes!.Hang();

        var looks = new[] { LookAsync(site), LookAsync(site, "MAP"), LookAsync(site, "MAP") };

        Assert.Equal(2, site.Bytes.Calls.Count);
        site.Bytes.Recover();
        await Task.WhenAll(looks);
    }

    [Fact]
    public async Task A_look_that_fails_has_failed_for_all_who_share_it_and_is_logged_once()
    {
        await using var site = await StartAsync();
        var down = new TaskCompletionSource();
        site.Bytes!.BeforeCall = _ => new(down.Task);
        var looks = Enumerable.Range(0, 3).Select(_ => LookAsync(site)).ToList();

        down.SetException(new IOException("down"));

        Assert.All(await Task.WhenAll(looks), static found => Assert.Null(found.Lookup));
        Assert.Single(site.Log.GetSnapshot(), static record => record.Id.Id == 2000);
    }

    [Fact]
    public async Task A_client_that_leaves_fails_nobody_who_shares_its_look()
    {
        await using var site = await StartAsync();
        Assert.Equal("page 1", await site.GetAsync("/"));
        await site.OutcomeAsync();
        var answer = new TaskCompletionSource();
        site.Bytes!.ForgetCalls();
        site.Bytes.BeforeCall = _ => new(answer.Task);
        using var leaving = new CancellationTokenSource();
        var first = site.Client.GetAsync(new Uri("/", UriKind.Relative), leaving.Token);
        await Eventually.IsTrueAsync(() => site.Bytes.Calls.Count == 1);
        var second = site.GetAsync("/");

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        answer.SetResult();

        Assert.Equal("page 1", await second);
    }

    [Fact]
    public async Task A_page_that_is_not_there_is_looked_for_once()
    {
        await using var site = await StartAsync();

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));

        Assert.Single(site.Bytes!.Calls, static call => call.Operation == "GetMany" && call.Keys.Any(static key => key.Name.StartsWith("page:#", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_page_that_was_stored_while_an_older_look_went_on_is_not_made_again()
    {
        await using var site = await StartAsync();
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        site.Bytes!.BeforeAnswer = _ => read.TrySetResult() ? new(answer.Task) : default;
        var older = site.GetAsync("/");
        await read.Task.WaitAsync(TestContext.Current.CancellationToken);

        // Who comes after a removal does not share that look.
        site.Services.GetRequiredService<PageGenerations>().End(PageGroup.OfTag("ANY"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
        answer.SetResult();

        Assert.Equal("page 1", await older);
    }

    [Fact]
    public async Task Requests_of_two_variants_that_share_a_look_get_each_its_own()
    {
        await using var first = await StartAsync();
        foreach (var value in new[] { "one", "two" })
            Assert.Equal(PageCacheOutcome.Stored, await first.OutcomeOfAsync("/varying", ("X-A", value), ("Host", "site")));
        // Does not know yet that the page varies.
        await using var second = await TestSite.StartAsync(Map, new() { OnBytes = true, Bytes = first.Bytes });

        var pages = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            number => second.GetAsync("/varying", ("X-A", number % 2 == 0 ? "one" : "two"), ("Host", "site"))));

        Assert.Equal(["one 1", "two 2"], pages.Distinct().Order());
        Assert.All(pages.Index(), static page => Assert.StartsWith(page.Index % 2 == 0 ? "one" : "two", page.Item, StringComparison.Ordinal));
    }

    private static async Task<FirstLook> LookAsync(TestSite site, params string[] tags)
    {
        var finder = site.Services.GetRequiredService<PageFinder>();
        var store = (RemotePageStore)site.Services.GetRequiredService<PageStores>()["default"];
        return (await finder.LookAsync(store, new PageKey("page:"), new PageGroups(new DefaultHttpContext(), null, tags), "", new HeaderDictionary()))!.Value;
    }

    private void Map(WebApplication app)
    {
        app.MapGet("/", () => _made.Page());
        app.MapGet("/varying", (HttpContext context) =>
        {
            context.Response.Headers.Vary = "X-A";
            return _made.Page(context.Request.Headers["X-A"].ToString());
        });
    }

    private Task<TestSite> StartAsync() => TestSite.StartAsync(Map, new() { OnBytes = true });
}
