using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;

namespace CacheKit.AspNetCore.Tests.Headers;

/// <summary>What attributes and extensions say of the responses of other endpoints.</summary>
public sealed class CacheHeadersEndpointTests
{
    private const string Never = "max-age=0, no-cache, no-store, must-revalidate, private";

    [Fact]
    public async Task Extensions_need_nothing_else()
    {
        await using var site = await StartAsync(
            static app =>
            {
                app.MapGet("/never", static () => "page").NeverCache();
                app.MapGet("/control", static () => "page").CacheControl(static options => options.Immutable = true).VaryOnHeaders("X-A", "X-B").VaryOnCookie();
            },
            withPages: false);

        var never = await RawClient.SendAsync(site.Address, "GET /never HTTP/1.1");
        var control = await RawClient.SendAsync(site.Address, "GET /control HTTP/1.1");

        Assert.Equal((Never, "Mon, 04 May 2026 03:02:01 GMT"), (never.Header("Cache-Control"), never.Header("Expires")));
        Assert.Equal(("immutable", "X-A, X-B, Cookie"), (control.Header("Cache-Control"), control.Header("Vary")));
    }

    [Fact]
    public async Task What_is_nearest_to_an_endpoint_is_said_last()
    {
        await using var site = await StartAsync(static app =>
        {
            var group = app.MapGroup("/").CacheControl(static options => options.Private = true).VaryOnHeaders("X-Group");
            group.MapGet("/group", static () => "page");
            group.MapGet("/own", static () => "page").CacheControl(static options => options.Public = true).VaryOnHeaders("X-Own");
        });

        var group = await RawClient.SendAsync(site.Address, "GET /group HTTP/1.1");
        Assert.Equal(PageCacheOutcome.CacheControl, await site.OutcomeAsync());
        var own = await RawClient.SendAsync(site.Address, "GET /own HTTP/1.1");
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());

        Assert.Equal("private", group.Header("Cache-Control"));
        Assert.Equal(("public, max-age=600", "X-Group, X-Own"), (own.Header("Cache-Control"), own.Header("Vary")));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_attribute_on_a_lambda_is_honoured_by_the_site_cache_and_the_pair(bool pair)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = app =>
            {
                if (pair)
                    app.UseUpdateCache().UseFetchFromCache();
                else
                    app.UseSiteCache();
                app.MapGet("/", [NeverCache] () => made.Page());
                app.MapPost("/", [NeverCache] () => "changed");
            },
        });

        var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        Assert.Equal(PageCacheOutcome.CacheControl, await site.OutcomeAsync());
        var second = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        Assert.Equal(Never, first.Header("Cache-Control"));
        Assert.Equal(("page 1", "page 2"), (first.Text, second.Text));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_page_cache_sees_what_extensions_say_whichever_stands_outside(bool cacheOutside)
    {
        var made = new Counted();
        await using var site = await StartAsync(
            app =>
            {
                var endpoint = app.MapGet("/", () => made.Page());
                if (!cacheOutside)
                    endpoint.CachePage(60);
                endpoint.VaryOnHeaders("X-A").CacheControl(static options => options.MaxAge = TimeSpan.FromSeconds(20));
                if (cacheOutside)
                    endpoint.CachePage(60);
            },
            siteCache: false);

        var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "X-A: 1");
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        Assert.Equal(("max-age=20", "X-A"), (first.Header("Cache-Control"), first.Header("Vary")));
        Assert.Equal("page 2", await site.GetAsync("/", ("X-A", "2")));
        Assert.Equal("page 1", await site.GetAsync("/", ("X-A", "1")));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task What_the_page_cache_says_of_a_user_s_own_page_is_not_taken_back(bool cacheOutside)
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Services = static services => services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, IdAuthentication>("test", null),
            Pipeline = app =>
            {
                app.UseAuthentication();
                var endpoint = app.MapGet("/", static (HttpContext context) => context.Request.Headers["X-Test-Id"].ToString());
                if (!cacheOutside)
                    endpoint.CachePage(60, static options => options.VaryByUser = true);
                endpoint.CacheControl(static options => options.Public = true);
                if (cacheOutside)
                    endpoint.CachePage(60, static options => options.VaryByUser = true);
            },
        });

        for (var round = 0; round < 2; round++)
        {
            var answer = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "X-Test-Id: ada");
            Assert.Equal("ada", answer.Text);
            Assert.StartsWith("private", answer.Header("Cache-Control"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Shared_caches_may_keep_a_page_longer_than_browsers()
    {
        var made = new Counted();
        await using var site = await StartAsync(app => app.MapGet("/", () => made.Page()).CacheControl(static options =>
        {
            options.MaxAge = TimeSpan.Zero;
            options.SharedMaxAge = TimeSpan.FromSeconds(60);
        }));

        var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        site.Time.Advance(TimeSpan.FromSeconds(59));

        Assert.Equal("s-maxage=60, max-age=0", first.Header("Cache-Control"));
        Assert.Equal("page 1", await site.GetAsync("/"));
    }

    [Fact]
    public async Task A_page_shown_in_place_of_an_error_is_not_the_one_that_was_spoken_of()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = static app =>
            {
                app.UseStatusCodePagesWithReExecute("/sorry");
                app.UseRouting();
                app.UseSiteCache();
                app.MapGet("/sorry", static () => "sorry");
                app.MapGet("/", static () => Results.NotFound()).CacheControl(static options => options.Public = true).VaryOnHeaders("X-A");
            },
        });

        var answer = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        Assert.Equal(("sorry", null, null), (answer.Text, answer.Header("Cache-Control"), answer.Header("Vary")));
    }

    private static Task<TestSite> StartAsync(Action<WebApplication> map, bool withPages = true, bool siteCache = true) => TestSite.StartAsync(new SiteSetup
    {
        WithPages = withPages,
        Pipeline = app =>
        {
            if (withPages && siteCache)
                app.UseSiteCache();
            map(app);
        },
    });
}
