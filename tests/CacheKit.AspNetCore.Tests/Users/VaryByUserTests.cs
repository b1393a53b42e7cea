using System.Security.Claims;
using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;

namespace CacheKit.AspNetCore.Tests.Users;

/// <summary>Pages of which each user has an own one.</summary>
public sealed class VaryByUserTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Each_user_has_an_own_page_and_the_anonymous_share_one(bool onBytes)
    {
        await using var site = await StartAsync(onBytes);

        for (var round = 0; round < 2; round++)
        {
            Assert.Equal("ada 1", await site.GetAsync("/", ("X-Test-Id", "ada")));
            Assert.Equal("bob 2", await site.GetAsync("/", ("X-Test-Id", "bob")));
            Assert.Equal("nobody 3", await site.GetAsync("/"));
            // Who issued the id counts, and an id that looks like an issuer and an id is none.
            Assert.Equal("ada 4", await site.GetAsync("/", ("X-Test-Id", "elsewhere/ada")));
        }

        Assert.Equal("", await site.GetAsync("/empty", ("X-Test-Id", "ada")));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task One_id_under_two_schemes_is_two_users(bool onBytes)
    {
        await using var site = await StartAsync(onBytes, static services => services.AddAuthentication("either")
            .AddScheme<AuthenticationSchemeOptions, IdAuthentication>("staff", null)
            .AddPolicyScheme("either", null, static options =>
                options.ForwardDefaultSelector = static context => context.Request.Headers["X-Scheme"] is [{ } scheme] ? scheme : "test"));

        for (var round = 0; round < 2; round++)
        {
            Assert.Equal("7 1", await site.GetAsync("/", ("X-Test-Id", "7")));
            Assert.Equal("7 2", await site.GetAsync("/", ("X-Test-Id", "7"), ("X-Scheme", "staff")));
        }
    }

    [Fact]
    public async Task A_user_without_an_id_gets_pages_that_are_not_kept_and_the_log_says_so_once()
    {
        await using var site = await StartAsync();

        Assert.Equal(PageCacheOutcome.UserWithoutId, await site.OutcomeOfAsync("/", ("X-Test-Id", "?")));
        Assert.Equal(PageCacheOutcome.UserWithoutId, await site.OutcomeOfAsync("/", ("X-Test-Id", "?")));
        Assert.Equal("nobody 3", await site.GetAsync("/"));
        Assert.Equal("? 4", await site.GetAsync("/", ("X-Test-Id", "?")));
        var warning = Assert.Single(site.Log.GetSnapshot(), static record => record.Id.Id == 2020);
        Assert.Contains(ClaimTypes.NameIdentifier, warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_claim_that_tells_users_apart_is_that_of_fragments()
    {
        await using var site = await StartAsync(services: static services => services.Configure<CacheFragmentOptions>(static options =>
        {
            options.UserIdClaimTypes.Clear();
            options.UserIdClaimTypes.Add("oid");
        }));

        Assert.Equal(PageCacheOutcome.UserWithoutId, await site.OutcomeOfAsync("/", ("X-Test-Id", "ada")));
    }

    [Theory]
    [InlineData("/", "private, max-age=60")]
    [InlineData("/public", "private, max-age=60")]
    public async Task Clients_are_told_private_whatever_the_page_says(string path, string expected)
    {
        await using var site = await StartAsync();

        foreach (var header in new[] { "X-Test-Id: ada", "X-Test-Id: ada", "X-None: 1", "X-None: 1" })
        {
            var response = await RawClient.SendAsync(site.Address, $"GET {path} HTTP/1.1", header);
            Assert.Equal(expected, response.Header("Cache-Control"));
        }

        Assert.Equal(
            [PageCacheOutcome.Stored, PageCacheOutcome.Hit, PageCacheOutcome.Stored, PageCacheOutcome.Hit],
            [await site.OutcomeAsync(), await site.OutcomeAsync(), await site.OutcomeAsync(), await site.OutcomeAsync()]);
    }

    [Theory]
    [InlineData("/cookie", PageCacheOutcome.SetCookie)]
    [InlineData("/session", PageCacheOutcome.Session)]
    [InlineData("/no-store", PageCacheOutcome.CacheControl)]
    [InlineData("/late", PageCacheOutcome.CacheControl)]
    [InlineData("/signs-out", PageCacheOutcome.Authenticated)]
    [InlineData("/becomes", PageCacheOutcome.Authenticated)]
    public async Task What_forbids_storing_still_does(string path, PageCacheOutcome outcome)
    {
        await using var site = await StartAsync();
        Assert.Equal(outcome, await site.OutcomeOfAsync(path, ("X-Test-Id", "ada")));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_removal_takes_the_pages_of_all_users(bool onBytes)
    {
        await using var site = await StartAsync(onBytes);
        await site.GetAsync("/", ("X-Test-Id", "ada"));
        await site.GetAsync("/", ("X-Test-Id", "bob"));

        await site.Services.GetRequiredService<IPageCache>().RemoveAsync(site.Address.ToString(), TestContext.Current.CancellationToken);

        Assert.Equal("ada 3", await site.GetAsync("/", ("X-Test-Id", "ada")));
        Assert.Equal("bob 4", await site.GetAsync("/", ("X-Test-Id", "bob")));
    }

    [Theory]
    [InlineData("Cookie", "auth=x", PageCacheOutcome.PrivateCookie)]
    [InlineData("Authorization", "Bearer x", PageCacheOutcome.AuthorizationHeader)]
    public async Task A_name_that_nobody_has_read_gets_no_page_of_anybody(string header, string value, PageCacheOutcome outcome)
    {
        await using var site = await StartAsync();
        await site.GetAsync("/");

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        Assert.Equal(outcome, await site.OutcomeOfAsync("/", (header, value)));
    }

    [Fact]
    public async Task Users_who_ask_at_once_do_not_share_what_is_made_for_one()
    {
        await using var site = await StartAsync();

        var pages = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => site.GetAsync("/", ("X-Test-Id", $"user{number % 3}"))));

        for (var number = 0; number < pages.Length; number++)
            Assert.StartsWith($"user{number % 3} ", pages[number], StringComparison.Ordinal);
        Assert.Equal(3, pages.Distinct().Count());
    }

    private static Task<TestSite> StartAsync(bool onBytes = false, Action<IServiceCollection>? services = null)
    {
        var made = new Counted();
        return TestSite.StartAsync(new SiteSetup
        {
            OnBytes = onBytes,
            Services = all =>
            {
                all.AddDataProtection().UseEphemeralDataProtectionProvider();
                all.AddDistributedMemoryCache().AddSession();
                all.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, IdAuthentication>("test", null)
                    .AddCookie(CookieAuthenticationDefaults.AuthenticationScheme, static options => options.Cookie.Name = "auth");
                services?.Invoke(all);
            },
            Pipeline = app =>
            {
                app.UseRouting().UseSession().UseAuthentication().UseSiteCache();
                var pages = app.MapGroup("").CachePage(60, static options => options.VaryByUser = true);
                pages.MapGet("/", (HttpContext context) => made.Page(NameOf(context)));
                Map(pages, made);
            },
        });
    }

    private static void Map(RouteGroupBuilder pages, Counted made)
    {
        pages.MapGet("/empty", static () => { });
        pages.MapGet("/public", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "public, s-maxage=600";
            return made.Page(NameOf(context));
        });
        pages.MapGet("/cookie", static (HttpResponse response) => response.Cookies.Append("a", "b"));
        pages.MapGet("/session", static (HttpContext context) => context.Session.GetString("a") ?? "none");
        pages.MapGet("/no-store", static (HttpResponse response) => response.Headers.CacheControl = "no-store");
        pages.MapGet("/late", static async (HttpResponse response) =>
        {
            await response.WriteAsync("page");
        }).AddEndpointFilter(static (context, next) =>
        {
            context.HttpContext.Response.OnStarting(static response =>
            {
                ((HttpResponse)response).Headers.CacheControl = "private";
                return Task.CompletedTask;
            }, context.HttpContext.Response);
            return next(context);
        });
        pages.MapGet("/signs-out", static (HttpContext context) => { context.User = new ClaimsPrincipal(new ClaimsIdentity()); });
        pages.MapGet("/becomes", static (HttpContext context) => { context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "bob")], "now")); });
    }

    private static string NameOf(HttpContext context) =>
        context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? (context.User.Identity is { IsAuthenticated: true } ? "?" : "nobody");
}
