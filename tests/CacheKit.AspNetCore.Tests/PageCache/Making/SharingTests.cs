using System.Text;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.PageCache.Making;

/// <summary>A page in the making is made once, not once for each request that waits.</summary>
public sealed class SharingTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Requests_that_come_while_a_page_is_made_share_it(bool onBytes)
    {
        var handler = new Handler();
        var release = handler.Hold();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", handler.RunAsync), new() { OnBytes = onBytes });

        var requests = Enumerable.Range(0, 200).Select(_ => site.GetAsync("/")).ToList();
        await Eventually.IsTrueAsync(() => handler.Count == 1);
        release.SetResult();

        Assert.All(await Task.WhenAll(requests), static page => Assert.Equal("page 1", page));
        Assert.Equal(1, handler.Count);
    }

    [Fact]
    public async Task A_response_that_something_outside_is_slow_to_start_is_shared_too()
    {
        var made = new Counted();
        var starting = new Counted();
        var start = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = app =>
            {
                // As a session that is written to a server first, or a visit that is counted there.
                app.Use((context, next) =>
                {
                    context.Response.OnStarting(() =>
                    {
                        starting.Next();
                        return start.Task;
                    });
                    return next(context);
                });
                app.UseSiteCache();
                // Writes as a view does, without starting the response first.
                app.MapGet("/", async (HttpResponse response) =>
                {
                    await response.Body.WriteAsync(Encoding.UTF8.GetBytes(made.Page()));
                    await response.Body.WriteAsync(", whole"u8.ToArray());
                });
            },
        });

        var first = site.GetAsync("/");
        await Eventually.IsTrueAsync(() => starting.Count == 1);
        var others = Enumerable.Range(0, 10).Select(_ => site.GetAsync("/")).ToList();
        await Eventually.IsTrueAsync(() => site.Traffic.Underway == 11);
        start.SetResult();

        Assert.All(await Task.WhenAll([first, .. others]), static page => Assert.Equal("page 1, whole", page));
        Assert.Equal(1, made.Count);
    }

    [Fact]
    public async Task When_the_page_cannot_be_shared_each_makes_its_own_and_later_ones_do_not_wait()
    {
        var made = new Counted();
        var release = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async (HttpResponse response) =>
        {
            response.Headers.CacheControl = "private";
            var page = made.Page();
            if (made.Count == 1)
                await release.Task;
            return page;
        }));

        var first = site.GetAsync("/");
        await Eventually.IsTrueAsync(() => made.Count == 1);
        var second = site.GetAsync("/");
        await Eventually.IsTrueAsync(() => site.Traffic.Underway == 2);
        release.SetResult();
        string[] pages = [await first, await second];
        Assert.Equal(["page 1", "page 2"], pages.Order(StringComparer.Ordinal));

        // It is known now: two that come together both run at once.
        var both = new TaskCompletionSource();
        var inside = new Counted();
        await using var other = await TestSite.StartAsync(app => app.MapGet("/", async (HttpResponse response) =>
        {
            response.Headers.CacheControl = "private";
            if (inside.Next() == 3)
                both.SetResult();
            if (inside.Count > 1)
                await both.Task;
            return "page";
        }));
        await other.GetAsync("/");
        await Task.WhenAll(other.GetAsync("/"), other.GetAsync("/"));
        Assert.Equal(3, inside.Count);
    }

    [Fact]
    public async Task The_mark_of_a_page_that_cannot_be_shared_goes_when_it_can()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", (HttpResponse response) =>
        {
            if (made.Next() == 1)
                response.Headers.CacheControl = "private";
            return "page";
        }));

        Assert.Equal(PageCacheOutcome.CacheControl, await site.OutcomeOfAsync("/"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeOfAsync("/"));
    }

    [Fact]
    public async Task When_the_handler_fails_each_runs_its_own()
    {
        var made = new Counted();
        var release = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async () =>
        {
            if (made.Next() != 1)
                return "page";
            await release.Task;
            throw new InvalidOperationException();
        }));

        var failing = site.SendAsync("/");
        await Eventually.IsTrueAsync(() => made.Count == 1);
        var waiting = site.GetAsync("/");
        await Eventually.IsTrueAsync(() => site.Traffic.Underway == 2);
        release.SetResult();

        using var failed = await failing;
        Assert.Equal(500, (int)failed.StatusCode);
        Assert.Equal("page", await waiting);
    }

    [Fact]
    public async Task A_leader_that_leaves_does_not_take_the_page_from_those_who_wait()
    {
        var handler = new Handler
        {
            Instead = static context =>
            {
                context.RequestAborted.ThrowIfCancellationRequested();
                return context.Response.WriteAsync("page");
            },
        };
        var release = handler.Hold();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", handler.RunAsync));

        var waiting = await WaitForLeaverAsync(site, handler);
        release.SetResult();

        Assert.Equal("page", await waiting);
        Assert.Equal(1, handler.Count);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_page_of_a_leader_who_left_is_kept(bool onBytes)
    {
        var handler = new Handler();
        var release = handler.Hold();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", handler.RunAsync), new() { OnBytes = onBytes });
        var waiting = await WaitForLeaverAsync(site, handler);
        release.SetResult();
        await waiting;

        Assert.Equal("page 1", await site.GetAsync("/"));
    }

    [Fact]
    public async Task A_leader_nobody_waits_for_is_cancelled_when_he_leaves_and_the_next_one_makes_the_page()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async (HttpContext context) =>
        {
            var page = made.Page();
            if (made.Count == 1)
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return page;
        }));
        using var leader = await RawClient.AskAsync(site.Address);
        await Eventually.IsTrueAsync(() => made.Count == 1);

        leader.Abort();

        Assert.Equal(PageCacheOutcome.Incomplete, await site.OutcomeAsync());
        Assert.Equal("page 2", await site.GetAsync("/"));
        Assert.Equal("page 2", await site.GetAsync("/"));
    }

    [Theory]
    [InlineData("Range", "bytes=0-1")]
    [InlineData("If-Match", "\"x\"")]
    [InlineData("If-Unmodified-Since", "Mon, 04 May 2026 03:02:01 GMT")]
    [InlineData("Cache-Control", "no-store")]
    [InlineData("Cache-Control", "only-if-cached")]
    [InlineData("Cookie", ".AspNetCore.Session=x")]
    public async Task A_request_that_may_not_share_or_wants_something_else_does_not_wait(string name, string value)
    {
        var made = new Counted();
        var release = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", async () =>
            {
                if (made.Next() == 1)
                    await release.Task;
                return $"page {made.Count}";
            }),
            new() { Services = static services => services.AddDistributedMemoryCache().AddSession() });
        var leader = site.GetAsync("/");
        await Eventually.IsTrueAsync(() => made.Count == 1);

        using (await site.SendAsync("/", (name, value)))
            Assert.False(leader.IsCompleted);

        release.SetResult();
        await leader;
    }

    [Theory]
    [InlineData("private")]
    [InlineData("cookie")]
    [InlineData("404")]
    [InlineData("large")]
    [InlineData("throws")]
    public async Task Requests_for_a_page_that_is_nobody_elses_all_run_at_once(string kind)
    {
        const int Many = 20;
        var inside = new Counted();
        var all = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", async (HttpContext context) =>
            {
                var number = inside.Next();
                if (number == 1 + Many)
                    all.SetResult();
                if (number > 1)
                    await all.Task;
                if (kind == "private")
                    context.Response.Headers.CacheControl = "private";
                if (kind == "cookie")
                    context.Response.Cookies.Append("a", "b");
                if (kind == "404")
                    context.Response.StatusCode = 404;
                if (kind == "throws")
                    throw new InvalidOperationException();
                await context.Response.WriteAsync(new string('x', kind == "large" ? 2000 : 1));
            }),
            new() { Options = static options => options.MaximumBodySize = 1000 });
        using (await site.SendAsync("/"))
            await site.OutcomeAsync();

        // None of them ends before all have come to the handler.
        var responses = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => site.SendAsync("/")));

        Assert.Equal(1 + Many, inside.Count);
        Assert.All(responses, static response => response.Dispose());
    }

    [Fact]
    public async Task A_request_with_Authorization_does_not_wait_for_the_page_of_others()
    {
        var made = new Counted();
        var release = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async () =>
        {
            if (made.Next() == 1)
                await release.Task;
            return "page";
        }));

        var leader = site.GetAsync("/");
        await Eventually.IsTrueAsync(() => made.Count == 1);
        await site.GetAsync("/", ("Authorization", "Bearer x"));
        release.SetResult();
        await leader;
        Assert.Equal(2, made.Count);
    }

    /// <summary>Has a request wait for the page that another one makes, whose client leaves.</summary>
    /// <returns>What the waiting request gets.</returns>
    private static async Task<Task<string>> WaitForLeaverAsync(TestSite site, Handler handler)
    {
        using var leader = await RawClient.AskAsync(site.Address);
        await Eventually.IsTrueAsync(() => handler.Count == 1);
        var waiting = site.GetAsync("/");
        await Eventually.IsTrueAsync(() => site.Traffic.Underway == 2);
        leader.Abort();
        await Eventually.IsTrueAsync(() => site.Traffic.Disconnects == 1);
        return waiting;
    }
}
