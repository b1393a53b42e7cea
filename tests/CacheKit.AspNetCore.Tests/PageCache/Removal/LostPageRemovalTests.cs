using CacheKit.AspNetCore.Tests.Hosting;
using CacheKit.AspNetCore.TimeLimits;
using CacheKit.Resilience;

namespace CacheKit.AspNetCore.Tests.PageCache.Removal;

/// <summary>Pages that could not be removed while their server was away do not come back with it.</summary>
public sealed class LostPageRemovalTests
{
    private const int CarriedOut = 1030;
    private const int RemovalFailed = 2001;
    private const int RemovalPutOff = 2006;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("throw", false)]
    [InlineData("throw", true)]
    [InlineData("miss", false)]
    public async Task The_page_of_a_URL_that_was_changed_meanwhile_is_made_anew(string onFailure, bool isLeftAlone)
    {
        var made = new Counted();
        await using var site = await StartAsync(made, onFailure);
        Assert.Equal("page 1", await site.GetAsync("/page"));
        Assert.Equal("page 1", await site.GetAsync("/page"));
        site.Bytes!.FailWith(new IOException("down"));
        if (isLeftAlone)
            await BeLeftAloneAsync(site);

        using (var changed = await site.SendAsync(HttpMethod.Post, "/page"))
            Assert.Equal(200, (int)changed.StatusCode);
        ComeBack(site);

        int before = made.Count;
        Assert.Equal($"page {before + 1}", await site.GetAsync("/page"));
        Assert.Equal($"page {before + 1}", await site.GetAsync("/page"));
        Assert.DoesNotContain(site.Log.GetSnapshot(), static record => record.Id.Id == RemovalFailed);
        // While everybody knows of the outage, each removal need not tell it again.
        Assert.Equal(!isLeftAlone, site.Log.GetSnapshot().Any(static record => record.Id.Id == RemovalPutOff));
    }

    [Fact]
    public async Task So_it_is_where_the_server_accepted_the_removal_and_never_answered()
    {
        var made = new Counted();
        await using var site = await StartAsync(made);
        await site.GetAsync("/page");
        await site.OutcomeAsync();
        site.Bytes!.Hang();
        var changing = site.SendAsync(HttpMethod.Post, "/page");
        // It removes once more when its response has begun.
        var ended = site.OutcomeAsync().AsTask();
        while (!ended.IsCompleted)
        {
            site.Time.Advance(LimitedCache.Limit);
            await Task.WhenAny(ended, Task.Delay(10, Token));
        }

        using (await changing)
            site.Bytes.Recover();
        // The second removal has begun to make up for the first, which goes on now; until that has ended no page is kept.
        await Eventually.IsTrueAsync(async () =>
        {
            ComeBack(site);
            var page = await site.GetAsync("/page");
            Assert.NotEqual("page 1", page);
            return page == await site.GetAsync("/page");
        });
        Assert.Contains(site.Log.GetSnapshot(), static record => record.Id.Id == CarriedOut);
    }

    [Theory]
    [InlineData("/page")]
    [InlineData("/tagged")]
    [InlineData("/tagged-late")]
    public async Task Whoever_removes_pages_is_told_and_they_go_all_the_same(string path)
    {
        var made = new Counted();
        await using var site = await StartAsync(made);
        await site.GetAsync(path);
        Assert.Equal("page 1", await site.GetAsync(path));
        var pages = site.Services.GetRequiredService<IPageCache>();
        site.Bytes!.FailWith(new IOException("down"));

        await Assert.ThrowsAsync<CacheBackendException>(async () => await (path == "/page"
            ? pages.RemoveAsync(new Uri(site.Address, path).ToString(), Token)
            : pages.RemoveByTagAsync("tag", Token)));
        ComeBack(site);

        Assert.Equal("page 2", await site.GetAsync(path));
        Assert.Equal("page 2", await site.GetAsync(path));
    }

    [Fact]
    public async Task The_pages_of_a_tag_do_not_go_before_what_tells_other_processes_of_it()
    {
        var made = new Counted();
        await using var site = await StartAsync(made);
        await site.GetAsync("/tagged");
        Assert.Equal("page 1", await site.GetAsync("/tagged"));
        site.Bytes!.BeforeCall = static call => call.Operation == "Set" && call.Keys[0].ToString().Contains("page-tag-removals", StringComparison.Ordinal) ? throw new IOException("down") : default;
        site.Bytes.ForgetCalls();

        await Assert.ThrowsAsync<CacheBackendException>(async () => await site.Services.GetRequiredService<IPageCache>().RemoveByTagAsync("tag", Token));
        Assert.DoesNotContain(site.Bytes.Calls, static call => call.Operation == "Delete");
        site.Bytes.BeforeCall = null;

        Assert.Equal("page 2", await site.GetAsync("/tagged"));
        Assert.Contains("page-tag-removals", Assert.Single(site.Bytes.Calls, static call => call.Operation == "DeleteMany").Keys[0].ToString(), StringComparison.Ordinal);
    }

    [Theory, InlineData("/page"), InlineData("/tagged-late")]
    public async Task A_page_that_was_begun_before_is_not_kept(string path)
    {
        var made = new Counted();
        TestSite? running = null;
        await using var site = await StartAsync(made, inside: async () =>
        {
            if (made.Count != 1)
                return;
            var pages = running!.Services.GetRequiredService<IPageCache>();
            running.Bytes!.FailWith(new IOException("down"));
            await Assert.ThrowsAsync<CacheBackendException>(async () => await (path == "/page"
                ? pages.RemoveAsync(new Uri(running.Address, path).ToString(), Token)
                : pages.RemoveByTagAsync("tag", Token)));
            ComeBack(running);
        });
        running = site;

        Assert.Equal("page 1", await site.GetAsync(path));
        Assert.Equal("page 2", await site.GetAsync(path));
        Assert.Equal("page 2", await site.GetAsync(path));
    }

    [Fact]
    public async Task Without_a_word_of_what_an_outage_is_nothing_is_remembered_and_the_log_says_so()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => Map(app, made, null), new() { OnBytes = true });
        await site.GetAsync("/page");
        site.Bytes!.FailWith(new IOException("down"));

        using (await site.SendAsync(HttpMethod.Post, "/page"))
            ComeBack(site);

        Assert.Equal("page 1", await site.GetAsync("/page"));
        Assert.Contains(site.Log.GetSnapshot(), static record => record.Id.Id == RemovalFailed);
    }

    private static async Task BeLeftAloneAsync(TestSite site)
    {
        while (site.Log.GetSnapshot().All(static record => record.Id.Id != 1020))
            await site.GetAsync("/page");
    }

    private static void ComeBack(TestSite site)
    {
        site.Bytes!.Recover();
        site.Time.Advance(Circuit.LongestBreak);
    }

    private static Task<TestSite> StartAsync(Counted made, string onFailure = "throw", Func<Task>? inside = null) => TestSite.StartAsync(
        app => Map(app, made, inside),
        new()
        {
            OnBytes = true,
            IsOutage = static exception => exception is IOException,
            Configuration = { ["Caches:default:Backend"] = "bytes", ["Caches:default:Options:OnFailure"] = onFailure },
        });

    private static void Map(WebApplication app, Counted made, Func<Task>? inside)
    {
        app.MapGet("/page", () => MakeAsync());
        app.MapPost("/page", static () => "changed");
        app.MapGet("/tagged", () => MakeAsync()).CachePage(600, "tag");
        app.MapGet("/tagged-late", (HttpContext context, CancellationToken _) =>
        {
            context.AddPageTags("tag");
            return MakeAsync();
        });

        async Task<string> MakeAsync()
        {
            string page = made.Page();
            await (inside?.Invoke() ?? Task.CompletedTask);
            return page;
        }
    }
}
