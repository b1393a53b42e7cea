using System.Text;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.PageCache;

/// <summary>A page in the making is made once, not once for each request that waits.</summary>
public sealed class SharingTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Requests_that_come_while_a_page_is_made_share_it(bool onBytes)
    {
        var made = new Counted();
        var release = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", async () =>
            {
                var page = made.Page();
                await release.Task;
                return page;
            }),
            new() { OnBytes = onBytes });

        var requests = Enumerable.Range(0, 50).Select(_ => site.GetAsync("/")).ToList();
        await Eventually.IsTrueAsync(() => made.Count == 1);
        release.SetResult();

        Assert.All(await Task.WhenAll(requests), static page => Assert.Equal("page 1", page));
        Assert.Equal(1, made.Count);
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
        var made = new Counted();
        var release = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async (HttpContext context) =>
        {
            var page = made.Page();
            await release.Task;
            context.RequestAborted.ThrowIfCancellationRequested();
            return page;
        }));

        using var leader = await RawClient.ConnectAsync(site.Address);
        await leader.WriteAsync($"GET / HTTP/1.1\r\nHost: {site.Address.Authority}\r\n\r\n");
        await Eventually.IsTrueAsync(() => made.Count == 1);
        var waiting = site.GetAsync("/");
        await Eventually.IsTrueAsync(() => site.Traffic.Underway == 2);
        leader.Abort();
        await Eventually.IsTrueAsync(() => site.Traffic.Disconnects == 1);
        release.SetResult();

        Assert.Equal("page 1", await waiting);
        Assert.Equal(1, made.Count);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Requests_for_other_variants_of_the_page_do_not_get_the_leaders(bool onBytes)
    {
        var made = new Counted();
        var release = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", async (HttpContext context) =>
            {
                made.Next();
                context.Response.Headers.Vary = "X-A";
                await release.Task;
                return context.Request.Headers["X-A"].ToString();
            }),
            new() { OnBytes = onBytes });

        var requests = Enumerable.Range(0, 30).Select(number => site.GetAsync("/", ("X-A", $"{number % 3}"))).ToList();
        await Eventually.IsTrueAsync(() => made.Count >= 1);
        release.SetResult();

        var pages = await Task.WhenAll(requests);
        Assert.All(pages.Index(), static page => Assert.Equal($"{page.Index % 3}", page.Item));
        Assert.Equal(3, made.Count);
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
}
