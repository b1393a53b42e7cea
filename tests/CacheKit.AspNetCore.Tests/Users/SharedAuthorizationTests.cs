using System.Net;
using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;

namespace CacheKit.AspNetCore.Tests.Users;

/// <summary>RFC 9111 §3.5: what a response to a request with Authorization must say to be kept for others.</summary>
public sealed class SharedAuthorizationTests
{
    [Theory]
    [InlineData("public")]
    [InlineData("s-maxage=60")]
    [InlineData("must-revalidate, max-age=60")]
    public async Task A_page_that_says_it_is_for_others_is_shared_by_those_who_have_signed_in(string cacheControl)
    {
        await using var site = await StartAsync(cacheControl, shared: true);

        Assert.Equal("ada 1", await site.GetAsync("/", ("X-Test-Id", "ada")));
        Assert.Equal("ada 1", await site.GetAsync("/", ("X-Test-Id", "bob")));
        Assert.Equal("ada 1", await site.GetAsync("/", ("Authorization", "Bearer x")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("max-age=60")]
    [InlineData("private")]
    [InlineData("no-store, public")]
    public async Task A_page_that_does_not_is_for_nobody_else(string cacheControl)
    {
        await using var site = await StartAsync(cacheControl, shared: true);

        Assert.Equal("ada 1", await site.GetAsync("/", ("X-Test-Id", "ada")));
        Assert.Equal("bob 2", await site.GetAsync("/", ("X-Test-Id", "bob")));
    }

    [Fact]
    public async Task Why_it_is_not_kept_is_said()
    {
        await using var site = await StartAsync("max-age=60", shared: true);

        Assert.Equal(PageCacheOutcome.Authenticated, await site.OutcomeOfAsync("/", ("X-Test-Id", "ada")));
        Assert.Equal(PageCacheOutcome.AuthorizationHeader, await site.OutcomeOfAsync("/", ("Authorization", "Bearer x")));
    }

    [Fact]
    public async Task What_visitors_left_in_the_cache_is_not_for_those_who_have_signed_in()
    {
        await using var site = await StartAsync("max-age=60", shared: true);

        Assert.Equal("nobody 1", await site.GetAsync("/"));
        Assert.Equal("ada 2", await site.GetAsync("/", ("X-Test-Id", "ada")));
        Assert.Equal("nobody 1", await site.GetAsync("/"));
    }

    [Fact]
    public async Task Must_revalidate_of_our_own_is_no_consent()
    {
        await using var site = await StartAsync("", shared: true, ("SiteCache:ClientSeconds", "0"));

        Assert.Equal(PageCacheOutcome.Authenticated, await site.OutcomeOfAsync("/", ("X-Test-Id", "ada")));
        Assert.Equal(PageCacheOutcome.Authenticated, await site.OutcomeOfAsync("/", ("X-Test-Id", "ada")));
    }

    [Fact]
    public async Task Without_the_setting_public_is_no_consent()
    {
        await using var site = await StartAsync("public, max-age=60", shared: false);
        Assert.Equal(PageCacheOutcome.Authenticated, await site.OutcomeOfAsync("/", ("X-Test-Id", "ada")));
    }

    [Fact]
    public async Task What_needs_authorization_is_served_only_to_those_who_have_passed_it()
    {
        await using var site = await StartAsync("public", shared: true);

        Assert.Equal("ada 1", await site.GetAsync("/closed", ("X-Test-Id", "ada")));
        Assert.Equal("ada 1", await site.GetAsync("/closed", ("X-Test-Id", "bob")));
        using var refused = await site.SendAsync("/closed");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    private static Task<TestSite> StartAsync(string cacheControl, bool shared, params (string Name, string Value)[] settings)
    {
        var made = new Counted();
        return TestSite.StartAsync(new SiteSetup
        {
            Configuration = new Dictionary<string, string?>(settings.Select(static setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))) { ["SiteCache:SharedAuthorization"] = shared ? "true" : "false" },
            Services = static services =>
            {
                services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, IdAuthentication>("test", null);
                services.AddAuthorization();
            },
            Pipeline = app =>
            {
                app.UseRouting().UseAuthentication().UseAuthorization().UseSiteCache();
                app.MapGet("/", Page);
                app.MapGet("/closed", Page).RequireAuthorization();
            },
        });

        string Page(HttpContext context)
        {
            if (cacheControl.Length > 0)
                context.Response.Headers.CacheControl = cacheControl;
            return made.Page(context.User.FindFirst(System.Security.Claims.ClaimTypes.NameIdentifier)?.Value ?? "nobody");
        }
    }
}
