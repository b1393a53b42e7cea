using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.SiteCache;

public sealed class PagePairTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Pages_are_stored_as_the_middleware_between_the_halves_has_left_them(bool onBytes)
    {
        var made = new Counted();
        var between = new Counted();
        await using var site = await StartAsync(
            app => app.MapGet("/", () => made.Page()),
            new() { OnBytes = onBytes },
            app => app.Use((context, next) =>
            {
                between.Next();
                context.Response.Headers["X-Between"] = "yes";
                return next(context);
            }));

        using var first = await site.SendAsync("/");
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        using var hit = await site.SendAsync("/");

        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeAsync());
        Assert.Equal("page 1", await hit.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["yes"], hit.Headers.GetValues("X-Between"));
        Assert.NotNull(hit.Headers.Age);
        Assert.Equal((1, 2), (made.Count, between.Count));
    }

    [Fact]
    public async Task What_the_middleware_between_decides_is_part_of_the_key()
    {
        await using var site = await StartAsync(
            static app => app.MapGet("/", static () => System.Globalization.CultureInfo.CurrentUICulture.Name),
            new(),
            static app => app.UseRequestLocalization("en", "de"));

        Assert.Equal("de", await site.GetAsync("/", ("Accept-Language", "de")));
        Assert.Equal("en", await site.GetAsync("/", ("Accept-Language", "en")));
        Assert.Equal("de", await site.GetAsync("/", ("Accept-Language", "de")));
    }

    [Theory]
    [InlineData("private", PageCacheOutcome.CacheControl)]
    [InlineData("cookie", PageCacheOutcome.SetCookie)]
    [InlineData("write", PageCacheOutcome.HasStarted)]
    public async Task What_the_middleware_between_forbids_is_not_stored(string what, PageCacheOutcome outcome)
    {
        await using var site = await StartAsync(
            static app => app.MapGet("/", static context => context.Response.WriteAsync("page")),
            new(),
            app => app.Use(async (context, next) =>
            {
                if (what == "cookie")
                    context.Response.Cookies.Append("a", "b");
                context.Response.OnStarting(() =>
                {
                    if (what == "private")
                        context.Response.Headers.CacheControl = "private";
                    return Task.CompletedTask;
                });
                if (what == "write")
                    await context.Response.WriteAsync("[");
                await next(context);
            }));

        Assert.Equal(outcome, await site.OutcomeOfAsync("/"));
    }

    [Theory]
    [InlineData("/with", PageCacheOutcome.Session)]
    [InlineData("/without", PageCacheOutcome.Stored)]
    public async Task A_session_between_the_halves_is_watched(string path, PageCacheOutcome outcome)
    {
        await using var site = await StartAsync(
            static app =>
            {
                app.MapGet("/with", static (HttpContext context) => context.Session.GetString("name") ?? "nobody");
                app.MapGet("/without", static () => "page");
            },
            new() { Services = static services => services.AddDistributedMemoryCache().AddSession() },
            static app => app.UseSession().UseRouting());

        Assert.Equal(outcome, await site.OutcomeOfAsync(path));
    }

    [Fact]
    public async Task A_request_that_is_answered_between_the_halves_is_not_stored()
    {
        await using var site = await StartAsync(
            static app => app.MapGet("/", static () => "page"), new(), static app => app.Use(static (HttpContext context, RequestDelegate _) => context.Response.WriteAsync("between")));

        Assert.Equal(PageCacheOutcome.NotAsked, await site.OutcomeOfAsync("/"));
        Assert.Equal("between", await site.GetAsync("/"));
    }

    [Fact]
    public async Task The_rules_for_requests_are_the_same()
    {
        var made = new Counted();
        await using var site = await StartAsync(app => app.Map("/", () => made.Page()));

        Assert.Equal(PageCacheOutcome.AuthorizationHeader, await site.OutcomeOfAsync("/", ("Authorization", "Basic x")));
        Assert.Equal(PageCacheOutcome.OnlyIfCached, await site.OutcomeOfAsync("/", ("Cache-Control", "only-if-cached")));
        Assert.Equal(PageCacheOutcome.RequestNoStore, await site.OutcomeOfAsync("/", ("Cache-Control", "no-store")));
        Assert.Equal(PageCacheOutcome.Range, await site.OutcomeOfAsync("/", ("Range", "bytes=0-1")));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
        using (await site.SendAsync(HttpMethod.Post, "/"))
            Assert.Equal(PageCacheOutcome.Method, await site.OutcomeAsync());
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
    }

    [Fact]
    public async Task An_exception_comes_through_and_nothing_is_stored()
    {
        var made = new Counted();
        await using var site = await StartAsync(app => app.MapGet("/", () => made.Next() == 1 ? throw new InvalidOperationException() : "page"));

        using (var failed = await site.SendAsync("/"))
            Assert.Equal(500, (int)failed.StatusCode);
        Assert.Equal(PageCacheOutcome.Incomplete, await site.OutcomeAsync());
        Assert.Equal("page", await site.GetAsync("/"));
    }

    [Fact]
    public async Task A_cache_that_is_down_breaks_no_page()
    {
        await using var site = await StartAsync(static app => app.MapGet("/", static () => "page"), new() { OnBytes = true });
        site.Bytes!.FailWith(new IOException("down"));

        Assert.Equal("page", await site.GetAsync("/"));
        Assert.Equal(PageCacheOutcome.CacheFailed, await site.OutcomeAsync());
    }

    [Fact]
    public async Task The_outer_half_alone_fails_at_start()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => TestSite.StartAsync(new SiteSetup { Pipeline = static app => app.UseUpdateCache() }));
        Assert.Contains("UseFetchFromCache", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_inner_half_alone_fails_at_start()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => TestSite.StartAsync(new SiteSetup { Pipeline = static app => app.UseFetchFromCache() }));
        Assert.Contains("UseUpdateCache", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reversed_halves_fail_at_start()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => TestSite.StartAsync(new SiteSetup
        {
            Pipeline = static app => app.UseFetchFromCache().UseUpdateCache(),
        }));
    }

    [Fact]
    public async Task Two_inner_halves_fail_at_start()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => TestSite.StartAsync(new SiteSetup
        {
            Pipeline = static app => app.UseUpdateCache().UseFetchFromCache().UseFetchFromCache(),
        }));
    }

    [Theory]
    [InlineData("UseSiteCache")]
    [InlineData("UsePageCache")]
    [InlineData("UseUpdateCache")]
    [InlineData("UseFetchFromCache")]
    public async Task Without_AddPages_each_call_says_what_is_missing(string call)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => TestSite.StartAsync(new SiteSetup
        {
            WithPages = false,
            Pipeline = app => _ = call switch
            {
                "UseSiteCache" => app.UseSiteCache(),
                "UsePageCache" => app.UsePageCache(),
                "UseUpdateCache" => app.UseUpdateCache(),
                _ => app.UseFetchFromCache(),
            },
        }));

        Assert.Contains(call, exception.Message, StringComparison.Ordinal);
        Assert.Contains("AddPages()", exception.Message, StringComparison.Ordinal);
    }

    private static Task<TestSite> StartAsync(Action<WebApplication> map, SiteSetup? setup = null, Action<WebApplication>? between = null) =>
        TestSite.StartAsync((setup ?? new SiteSetup()) with
        {
            Pipeline = app =>
            {
                app.UseUpdateCache();
                between?.Invoke(app);
                app.UseFetchFromCache();
                map(app);
            },
        });
}
