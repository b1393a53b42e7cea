using System.Net;
using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace CacheKit.AspNetCore.Tests.Users;

/// <summary>Pages that are the same for all who may see them.</summary>
public sealed class AllowAuthenticatedTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task A_page_for_all_is_shared_by_users_and_visitors(bool onBytes)
    {
        await using var site = await StartAsync(onBytes);

        Assert.Equal("open 1", await site.GetAsync("/open", ("X-Test-Id", "ada")));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        Assert.Equal("open 1", await site.GetAsync("/open", ("X-Test-Id", "bob")));
        Assert.Equal("open 1", await site.GetAsync("/open", ("Authorization", "Basic eDp5")));
        Assert.Equal("open 1", await site.GetAsync("/open"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Who_fails_authorization_never_gets_the_page(bool onBytes)
    {
        await using var site = await StartAsync(onBytes);
        Assert.Equal("closed 1", await site.GetAsync("/closed", ("X-Test-Id", "ada")));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        Assert.Equal("closed 1", await site.GetAsync("/closed", ("X-Test-Id", "bob")));
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeAsync());

        foreach (var headers in new (string, string)[][] { [], [("X-Test-Id", "mallory")], [("Authorization", "Basic eDp5")] })
        {
            using var refused = await site.SendAsync("/closed", headers);
            Assert.Contains(refused.StatusCode, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden });
            Assert.Equal("", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        // Routing answers these itself, without the endpoint and what it asks for.
        using var head = await site.SendAsync(HttpMethod.Head, "/closed");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, head.StatusCode);
        Assert.Null(head.Headers.Age);
    }

    [Fact]
    public async Task Without_middleware_of_ours_who_fails_authorization_never_gets_the_page_either()
    {
        await using var site = await StartAsync(pipeline: static app => app.UseRouting().UseAuthentication().UseAuthorization());

        Assert.Equal("closed 1", await site.GetAsync("/closed", ("X-Test-Id", "ada")));
        Assert.Equal("closed 1", await site.GetAsync("/closed", ("X-Test-Id", "bob")));
        using var refused = await site.SendAsync("/closed", ("X-Test-Id", "mallory"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Caches_on_the_way_are_kept_from_what_needs_authorization()
    {
        await using var site = await StartAsync();

        var made = await RawClient.SendAsync(site.Address, "GET /closed HTTP/1.1", "X-Test-Id: ada");
        var hit = await RawClient.SendAsync(site.Address, "GET /closed HTTP/1.1", "X-Test-Id: bob");
        var open = await RawClient.SendAsync(site.Address, "GET /open HTTP/1.1", "X-Test-Id: ada");

        Assert.Equal("private, max-age=60", made.Header("Cache-Control"));
        Assert.Equal("private, max-age=60", hit.Header("Cache-Control"));
        Assert.NotNull(hit.Header("Age"));
        Assert.Equal("max-age=60", open.Header("Cache-Control"));
    }

    [Fact]
    public async Task Without_opting_in_nothing_changes()
    {
        await using var site = await StartAsync();

        Assert.Equal(PageCacheOutcome.RequiresAuthorization, await site.OutcomeOfAsync("/not-asked", ("X-Test-Id", "ada")));
        Assert.Equal(PageCacheOutcome.Authenticated, await site.OutcomeOfAsync("/plain", ("X-Test-Id", "ada")));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_page_cache_before_authorization_neither_stores_nor_serves_what_needs_it_and_says_so_once(bool authenticationFirst)
    {
        await using var site = await StartAsync(pipeline: app =>
        {
            app.UseRouting();
            if (authenticationFirst)
                app.UseAuthentication().UseSiteCache().UseAuthorization();
            else
                app.UseSiteCache().UseAuthentication().UseAuthorization();
        });

        Assert.Equal(PageCacheOutcome.MiddlewareOrder, await site.OutcomeOfAsync("/closed", ("X-Test-Id", "ada")));
        Assert.Equal(PageCacheOutcome.MiddlewareOrder, await site.OutcomeOfAsync("/closed", ("X-Test-Id", "ada")));
        using var refused = await site.SendAsync("/closed");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("UseAuthorization", Assert.Single(site.Log.GetSnapshot(), static record => record.Id.Id == 2002).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fallback_policy_is_passed_first_too()
    {
        await using var site = await StartAsync(fallback: true);

        Assert.Equal("open 1", await site.GetAsync("/open", ("X-Test-Id", "ada")));
        Assert.Equal("open 1", await site.GetAsync("/open", ("X-Test-Id", "bob")));
        Assert.Equal([PageCacheOutcome.Stored, PageCacheOutcome.Hit], [await site.OutcomeAsync(), await site.OutcomeAsync()]);
        using var refused = await site.SendAsync("/open");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Null(await site.OutcomeAsync());
        Assert.Equal(PageCacheOutcome.Authenticated, await site.OutcomeOfAsync("/plain", ("X-Test-Id", "ada")));
    }

    [Theory]
    [InlineData("/cookie", PageCacheOutcome.SetCookie)]
    [InlineData("/private", PageCacheOutcome.CacheControl)]
    public async Task What_forbids_storing_still_does(string path, PageCacheOutcome outcome)
    {
        await using var site = await StartAsync();
        Assert.Equal(outcome, await site.OutcomeOfAsync(path, ("X-Test-Id", "ada")));
    }

    [Fact]
    public async Task One_page_for_all_and_one_for_each_user_cannot_both_be_true()
    {
        var error = await Assert.ThrowsAsync<CacheConfigurationException>(() => TestSite.StartAsync(static app =>
            app.MapGet("/both", [CachePage(60, AllowAuthenticated = true, VaryByUser = true)] static () => "page")));

        Assert.Contains("/both", error.Message, StringComparison.Ordinal);
    }

    private static Task<TestSite> StartAsync(bool onBytes = false, bool fallback = false, Action<WebApplication>? pipeline = null)
    {
        var made = new Counted();
        return TestSite.StartAsync(new SiteSetup
        {
            OnBytes = onBytes,
            Services = services =>
            {
                services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, IdAuthentication>("test", null);
                var authorization = services.AddAuthorizationBuilder().AddPolicy("staff", static policy => policy.RequireAssertion(static context =>
                    context.User.FindFirst(System.Security.Claims.ClaimTypes.NameIdentifier) is { Value: "ada" or "bob" }));
                if (fallback)
                    authorization.SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
            },
            Pipeline = app =>
            {
                (pipeline ?? (static app => app.UseRouting().UseAuthentication().UseAuthorization().UseSiteCache()))(app);
                app.MapGet("/open", [CachePage(60, AllowAuthenticated = true)] () => made.Page("open"));
                app.MapGet("/closed", () => made.Page("closed")).RequireAuthorization("staff").CachePage(60, static options => options.AllowAuthenticated = true);
                app.MapGet("/not-asked", () => made.Page()).RequireAuthorization("staff").CachePage(60);
                app.MapGet("/plain", () => made.Page());
                app.MapGet("/cookie", [CachePage(60, AllowAuthenticated = true)] (HttpResponse response) => response.Cookies.Append("a", "b"));
                app.MapGet("/private", [CachePage(60, AllowAuthenticated = true)] (HttpResponse response) => response.Headers.CacheControl = "private");
            },
        });
    }
}
