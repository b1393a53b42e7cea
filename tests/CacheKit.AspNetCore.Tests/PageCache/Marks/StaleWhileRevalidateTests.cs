using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.PageCache.Marks;

/// <summary>Within <c>stale-while-revalidate</c> one request makes the page anew and all others have the old one at once.</summary>
public sealed class StaleWhileRevalidateTests
{
    private const string Minute = "max-age=60, stale-while-revalidate=30";

    [Theory, InlineData(false), InlineData(true)]
    public async Task One_request_makes_the_page_anew_and_the_others_have_the_old_one_at_once(bool onBytes)
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await StaleSite.WithPageAsync(handler, onBytes);
        var release = handler.Hold();

        var remaking = site.GetAsync("/");
        await Eventually.IsTrueAsync(() => handler.Count == 2);
        var others = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => site.GetAsync("/")));
        release.SetResult();

        Assert.All(others, static page => Assert.Equal("page 1", page));
        Assert.Equal("page 2", await remaking);
        Assert.Equal("page 2", await site.GetAsync("/"));
        Assert.Equal(2, handler.Count);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_stale_page_says_how_old_it_is_and_what_it_is(bool onBytes)
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await StaleSite.StartAsync(handler, onBytes);
        var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        site.Time.Advance(TimeSpan.FromSeconds(75));
        var release = handler.Hold();
        var remaking = site.GetAsync("/");
        await Eventually.IsTrueAsync(() => handler.Count == 2);

        var stale = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        Assert.Equal(PageCacheOutcome.StaleHit, await site.OutcomeAsync());
        release.SetResult();
        await remaking;

        Assert.Equal(first.StatusLine, stale.StatusLine);
        Assert.Equal(first.ReplayedLines(), stale.ReplayedLines());
        Assert.Equal(first.Text, stale.Text);
        Assert.Equal("75", stale.Header("Age"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_fresh_page_is_not_made_anew(bool onBytes)
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await StaleSite.WithPageAsync(handler, onBytes, age: 59);

        Assert.Equal("page 1", await site.GetAsync("/"));
        Assert.Equal(1, handler.Count);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task When_the_window_is_over_everybody_waits_for_the_new_page(bool onBytes)
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await StaleSite.WithPageAsync(handler, onBytes, age: 91);
        var release = handler.Hold();

        var requests = Enumerable.Range(0, 5).Select(_ => site.GetAsync("/")).ToList();
        await Eventually.IsTrueAsync(() => handler.Count == 2);
        release.SetResult();

        Assert.All(await Task.WhenAll(requests), static page => Assert.Equal("page 2", page));
    }

    [Theory]
    [InlineData("max-age=60, stale-while-revalidate=30, must-revalidate")]
    [InlineData("max-age=60, stale-while-revalidate=30, Proxy-Revalidate")]
    [InlineData("s-maxage=60, stale-while-revalidate=30, stale-if-error=30")]
    [InlineData("max-age=60, stale-while-revalidate=x")]
    [InlineData("max-age=60, stale-while-revalidate=30, stale-while-revalidate=0")]
    [InlineData("max-age=60, stale-while-revalidate=-1")]
    public async Task A_response_that_forbids_it_or_cannot_be_read_is_never_served_stale(string cacheControl)
    {
        var handler = new Handler { CacheControl = cacheControl };
        await using var site = await StaleSite.WithPageAsync(handler);
        handler.Instead = Handler.FailAsync;

        Assert.Equal(500, await site.StatusOfAsync("/"));
        Assert.Equal(500, await site.StatusOfAsync("/"));
    }

    [Theory]
    [InlineData("must-revalidate")]
    [InlineData("proxy-revalidate")]
    [InlineData("s-maxage=600")]
    public async Task Not_even_where_the_endpoint_allows_it(string cacheControl)
    {
        var handler = new Handler { CacheControl = cacheControl };
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", handler.RunAsync)
            .CachePage(60, static options => (options.StaleWhileRevalidate, options.StaleIfError) = (TimeSpan.FromHours(1), TimeSpan.FromHours(1))));
        await site.AgePageAsync();

        Assert.Equal("page 2", await site.GetAsync("/"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public async Task A_removed_page_is_not_served_stale(bool onBytes, bool byTag)
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", handler.RunAsync).CachePage(60, "map"), new()
        {
            OnBytes = onBytes,
            Options = static options => options.StaleWhileRevalidate = TimeSpan.FromHours(1),
        });
        await site.AgePageAsync();
        var pages = site.Services.GetRequiredService<IPageCache>();

        if (byTag)
            await pages.RemoveByTagAsync("map", TestContext.Current.CancellationToken);
        else
            await pages.RemoveAsync(site.Address.ToString(), TestContext.Current.CancellationToken);

        Assert.Equal("page 2", await site.GetAsync("/"));
        Assert.Equal("page 2", await site.GetAsync("/"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_page_that_is_removed_while_it_is_made_anew_is_not_kept_and_the_old_one_is_gone(bool onBytes)
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await StaleSite.WithPageAsync(handler, onBytes);
        var release = handler.Hold();
        var remaking = site.GetAsync("/");
        await Eventually.IsTrueAsync(() => handler.Count == 2);
        handler.Wait = Task.CompletedTask;

        await site.Services.GetRequiredService<IPageCache>().RemoveAsync(site.Address.ToString(), TestContext.Current.CancellationToken);
        Assert.Equal("page 3", await site.GetAsync("/"));
        release.SetResult();

        Assert.Equal("page 2", await remaking);
        Assert.Equal("page 3", await site.GetAsync("/"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_page_is_made_to_its_end_when_the_client_who_makes_it_leaves(bool onBytes)
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await StaleSite.WithPageAsync(handler, onBytes);
        var release = handler.Hold();
        using var leaver = await RawClient.AskAsync(site.Address);
        await Eventually.IsTrueAsync(() => handler.Count == 2);

        leaver.Abort();
        await Eventually.IsTrueAsync(() => site.Traffic.Disconnects == 1);
        Assert.Equal("page 1", await site.GetAsync("/"));
        release.SetResult();

        await WaitForAsync(site, "page 2");
        Assert.Equal(2, handler.Count);
    }

    [Theory]
    [InlineData("HEAD", null)]
    [InlineData("GET", "Range: bytes=0-1")]
    [InlineData("GET", "Cache-Control: no-store")]
    [InlineData("GET", "Cache-Control: only-if-cached")]
    public async Task A_request_whose_answer_is_no_page_for_others_is_served_and_makes_nothing(string method, string? header)
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await StaleSite.WithPageAsync(handler);

        await RawClient.SendAsync(site.Address, $"{method} / HTTP/1.1", header is null ? [] : [header]);

        Assert.Equal(PageCacheOutcome.StaleHit, await site.OutcomeAsync());
        Assert.Equal(1, handler.Count);
    }

    [Fact]
    public async Task A_signed_in_visitor_gets_neither_the_stale_page_nor_leaves_his_own()
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await StaleSite.WithPageAsync(handler);

        Assert.Equal("page 2", await site.GetAsync("/", ("Authorization", "Bearer x")));
        Assert.Equal("page 3", await site.GetAsync("/"));
        Assert.Equal("page 3", await site.GetAsync("/"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Each_variant_is_stale_for_itself(bool onBytes)
    {
        var handler = new Handler
        {
            Instead = static context =>
            {
                context.Response.Headers.CacheControl = Minute;
                context.Response.Headers.Vary = "X-A";
                return context.Response.WriteAsync($"for {context.Request.Headers["X-A"]}");
            },
        };
        await using var site = await StaleSite.StartAsync(handler, onBytes);
        await site.GetAsync("/", ("X-A", "one"));
        await site.GetAsync("/", ("X-A", "two"));
        site.Time.Advance(TimeSpan.FromSeconds(61));
        var release = handler.Hold();

        var one = site.GetAsync("/", ("X-A", "one"));
        var two = site.GetAsync("/", ("X-A", "two"));
        await Eventually.IsTrueAsync(() => handler.Count == 4);
        Assert.Equal("for one", await site.GetAsync("/", ("X-A", "one")));
        Assert.Equal("for two", await site.GetAsync("/", ("X-A", "two")));
        release.SetResult();

        Assert.Equal(["for one", "for two"], await Task.WhenAll(one, two));
    }

    [Theory]
    [InlineData("private", 200)]
    [InlineData("no-store", 200)]
    [InlineData("", 404)]
    [InlineData("", 302)]
    public async Task A_page_that_has_become_something_else_is_not_served_any_more(string cacheControl, int status)
    {
        var handler = new Handler { CacheControl = "max-age=60, stale-while-revalidate=30, stale-if-error=30" };
        await using var site = await StaleSite.WithPageAsync(handler, onBytes: true);
        handler.Instead = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.CacheControl = cacheControl;
            return status == 302 ? Task.CompletedTask : context.Response.WriteAsync("else");
        };

        Assert.Equal(status, await site.StatusOfAsync("/"));
        await site.OutcomeAsync();
        handler.Instead = Handler.FailAsync;

        Assert.Equal(500, await site.StatusOfAsync("/"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_endpoint_says_more_than_the_response_and_that_more_than_the_site(bool onBytes)
    {
        var handler = new Handler();
        await using var site = await TestSite.StartAsync(
            app =>
            {
                app.MapGet("/endpoint", Response).CachePage(60, static options => options.StaleWhileRevalidate = TimeSpan.FromSeconds(10));
                app.MapGet("/response", Response);
                app.MapGet("/site", handler.RunAsync);
            },
            new() { OnBytes = onBytes, Configuration = { ["SiteCache:Seconds"] = "60", ["SiteCache:StaleWhileRevalidate"] = "30" } });

        foreach (var (path, seconds) in new[] { ("/endpoint", 10), ("/response", 20), ("/site", 30) })
        {
            handler.Wait = Task.CompletedTask;
            await site.GetAsync(path);
            await site.OutcomeAsync();
            site.Time.Advance(TimeSpan.FromSeconds(60 + seconds - 1));
            var head = await site.SendAsync(HttpMethod.Head, path);
            head.Dispose();
            Assert.Equal(PageCacheOutcome.StaleHit, await site.OutcomeAsync());
            site.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync(path));
        }

        Task Response(HttpContext context)
        {
            context.Response.Headers.CacheControl = "max-age=60, stale-while-revalidate=20";
            return context.Response.WriteAsync("page");
        }
    }

    [Fact]
    public async Task Another_process_serves_the_stale_page_too()
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await StaleSite.StartAsync(handler, onBytes: true);
        await site.OutcomeOfAsync("/", ("Host", "site"));
        var second = new Handler { CacheControl = Minute };
        await using var other = await StaleSite.StartAsync(second, onBytes: true, site.Bytes);
        other.Time.Advance(TimeSpan.FromSeconds(61));
        site.Time.Advance(TimeSpan.FromSeconds(61));
        var release = second.Hold();

        var remaking = other.GetAsync("/", ("Host", "site"));
        await Eventually.IsTrueAsync(() => second.Count == 1);
        Assert.Equal("page 1", await other.GetAsync("/", ("Host", "site")));
        release.SetResult();
        Assert.Equal("page 1", await remaking);
        Assert.Equal((1, 1), (handler.Count, second.Count));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_pair_serves_stale_pages_too(bool onBytes)
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            OnBytes = onBytes,
            Pipeline = app =>
            {
                app.UseUpdateCache();
                app.UseFetchFromCache();
                app.MapGet("/", handler.RunAsync);
            },
        });
        await site.AgePageAsync();
        var release = handler.Hold();

        var remaking = site.GetAsync("/");
        await Eventually.IsTrueAsync(() => handler.Count == 2);
        Assert.Equal("page 1", await site.GetAsync("/"));
        release.SetResult();

        Assert.Equal("page 2", await remaking);
        await WaitForAsync(site, "page 2");
        Assert.Equal(2, handler.Count);
    }

    private static async Task WaitForAsync(TestSite site, string page)
    {
        while (await site.GetAsync("/") != page)
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
    }
}
