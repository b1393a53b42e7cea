using System.Net;
using System.Security.Claims;
using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace CacheKit.AspNetCore.Tests.PageCache.Requests;

public sealed class RequestRulesTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task A_request_with_Authorization_neither_fills_the_cache_nor_reads_it(bool onBytes)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", () => made.Page()), new() { OnBytes = onBytes });

        Assert.Equal(PageCacheOutcome.AuthorizationHeader, await site.OutcomeOfAsync("/", ("Authorization", "Basic eDp5")));
        Assert.Equal("page 2", await site.GetAsync("/"));
        Assert.Equal("page 3", await site.GetAsync("/", ("Authorization", "Bearer x")));
        Assert.Equal("page 2", await site.GetAsync("/"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_signed_in_user_neither_fills_the_cache_nor_reads_it(bool authenticatedFirst)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Services = static services => services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("test", null),
            Pipeline = app =>
            {
                if (authenticatedFirst)
                    app.UseAuthentication().UseSiteCache();
                else
                    app.UseSiteCache().UseAuthentication();
                app.MapGet("/", (ClaimsPrincipal user) => made.Page(user.Identity?.Name ?? "nobody"));
            },
        });

        Assert.Equal("ann 1", await site.GetAsync("/", ("X-Test-User", "ann")));
        Assert.Equal(PageCacheOutcome.Authenticated, await site.OutcomeAsync());
        Assert.Equal("nobody 2", await site.GetAsync("/"));
        Assert.Equal("nobody 2", await site.GetAsync("/"));
        if (authenticatedFirst)
            Assert.Equal("ben 3", await site.GetAsync("/", ("X-Test-User", "ben")));
    }

    [Fact]
    public async Task A_page_cache_before_authentication_is_told_of_once()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Services = static services => services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("test", null),
            Pipeline = static app =>
            {
                app.UseSiteCache().UseAuthentication();
                app.MapGet("/", static () => "page");
            },
        });

        await site.GetAsync("/", ("X-Test-User", "ann"));
        await site.GetAsync("/", ("X-Test-User", "ben"));

        var warning = Assert.Single(site.Log.GetSnapshot(), static record => record.Id.Id == 2002);
        Assert.Contains("UseAuthentication", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auth=x")]
    [InlineData("AUTH=x")]
    [InlineData("a=b; auth=x")]
    [InlineData("a=b;auth = x")]
    [InlineData("auth=chunks-2; authC1=x; authC2=y")]
    public async Task A_request_with_the_cookie_of_an_authentication_scheme_is_private_wherever_authentication_stands(string cookies)
    {
        await using var site = await StartWithCookieSchemeAsync();
        Assert.Equal(PageCacheOutcome.PrivateCookie, await site.OutcomeOfAsync("/", ("Cookie", cookies)));
    }

    [Theory]
    [InlineData("a=auth")]
    [InlineData("xauth=1")]
    [InlineData("authx=1")]
    [InlineData("a=b; c=d")]
    public async Task Other_cookies_do_not_make_a_request_private(string cookies)
    {
        await using var site = await StartWithCookieSchemeAsync();
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/", ("Cookie", cookies)));
    }

    [Fact]
    public async Task Pages_of_a_site_that_knows_users_by_cookies_vary_by_them_for_clients_and_not_for_us()
    {
        await using var site = await StartWithCookieSchemeAsync();

        using var first = await site.SendAsync("/", ("Cookie", "a=1"));
        using var second = await site.SendAsync("/", ("Cookie", "a=2"));

        Assert.Equal("Cookie", first.Headers.Vary.Single());
        Assert.Equal("Cookie", second.Headers.Vary.Single());
        Assert.NotNull(second.Headers.Age);
    }

    [Fact]
    public async Task No_store_of_a_request_only_keeps_its_response_from_being_stored()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", () => made.Page()));

        Assert.Equal(PageCacheOutcome.RequestNoStore, await site.OutcomeOfAsync("/", ("Cache-Control", "no-store")));
        Assert.Equal("page 2", await site.GetAsync("/"));
        Assert.Equal("page 2", await site.GetAsync("/", ("Cache-Control", "no-store")));
    }

    [Fact]
    public async Task No_cache_and_max_age_of_a_request_do_not_make_work()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", () => made.Page()));
        await site.GetAsync("/");

        Assert.Equal("page 1", await site.GetAsync("/", ("Cache-Control", "no-cache")));
        Assert.Equal("page 1", await site.GetAsync("/", ("Pragma", "no-cache")));
        Assert.Equal("page 1", await site.GetAsync("/", ("Cache-Control", "max-age=0")));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Only_if_cached_is_504_when_the_page_is_not_there(bool onBytes)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", () => made.Page()), new() { OnBytes = onBytes });

        using var miss = await site.SendAsync("/", ("Cache-Control", "only-if-cached"));
        Assert.Equal(HttpStatusCode.GatewayTimeout, miss.StatusCode);
        Assert.Equal(0, made.Count);
        await site.GetAsync("/");
        using var hit = await site.SendAsync("/", ("Cache-Control", "only-if-cached"));
        Assert.Equal(HttpStatusCode.OK, hit.StatusCode);
        Assert.Equal(1, made.Count);
    }

    [Fact]
    public async Task A_part_that_the_application_makes_is_not_stored()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/", static () => Results.File("0123456789"u8.ToArray(), "text/plain", enableRangeProcessing: true)));

        using var part = await site.SendAsync("/", ("Range", "bytes=2-3"));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(PageCacheOutcome.Range, await site.OutcomeAsync());
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
        Assert.Equal("0123456789", await site.GetAsync("/"));
    }

    [Fact]
    public async Task A_304_is_not_stored_and_keeps_nobody_from_storing_the_page()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/", static (HttpContext context) =>
            context.Request.Headers.IfMatch.Count > 0 ? Results.StatusCode(304) : Results.Text("page")));

        Assert.Equal(PageCacheOutcome.StatusCode, await site.OutcomeOfAsync("/", ("If-Match", "\"a\"")));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
    }

    [Fact]
    public async Task A_request_that_wants_to_speak_another_protocol_is_left_alone()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/", static () => "page"));
        Assert.Equal(PageCacheOutcome.LeftAlone, await site.OutcomeOfAsync("/", ("Connection", "Upgrade"), ("Upgrade", "websocket")));
    }

    private static Task<TestSite> StartWithCookieSchemeAsync() => TestSite.StartAsync(new SiteSetup
    {
        Services = static services => services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(static options => options.Cookie.Name = "auth"),
        // Before authentication, where nobody is known yet.
        Pipeline = static app =>
        {
            app.UseSiteCache().UseAuthentication();
            app.MapGet("/", static () => "page");
        },
    });
}
