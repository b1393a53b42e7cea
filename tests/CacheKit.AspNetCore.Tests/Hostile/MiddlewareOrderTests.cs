using System.Security.Claims;
using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;

namespace CacheKit.AspNetCore.Tests.Hostile;

/// <summary>The usual mistake: the page cache stands before the middleware that knows whose the pages are.</summary>
public sealed class MiddlewareOrderTests
{
    [Theory]
    [InlineData("cache session authentication", "UseAuthentication UseSession", false)]
    [InlineData("cache authentication session", "UseAuthentication UseSession", true)]
    [InlineData("session cache authentication", "UseAuthentication", false)]
    [InlineData("authentication cache session", "UseSession", true)]
    [InlineData("session authentication cache", "", false)]
    [InlineData("authentication session cache", "", true)]
    public async Task Whatever_the_order_nobody_sees_what_is_anothers_and_the_log_says_once_what_is_wrong(string order, string told, bool onBytes)
    {
        await using var site = await StartAsync(order, onBytes);
        var ada = await SignInAsync(site, "ada");
        var bob = await SignInAsync(site, "bob");

        for (var round = 0; round < 3; round++)
        {
            foreach (var path in new[] { "/page", "/empty", "/unflushed" })
            {
                Assert.Equal("user ada, cart of ada", await ReadAsync(site, path, ada));
                Assert.Equal("user bob, cart of bob", await ReadAsync(site, path, bob));
                Assert.Equal("user nobody, cart of nobody", await ReadAsync(site, path));
                // A visitor with a cart who has not signed in, and a user whose session is over.
                Assert.Equal("user nobody, cart of ada", await ReadAsync(site, path, ada[1]));
                Assert.Equal("user bob, cart of nobody", await ReadAsync(site, path, bob[0]));
            }
        }

        var warnings = site.Log.GetSnapshot().Where(static record => record.Id.Id == 2002).Select(static record => record.Message).ToList();
        Assert.Equal(told.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), warnings.Select(static message => message.Split(' ')[5].TrimEnd(',')).Order());
        Assert.All(warnings, static message => Assert.Contains("before UseSiteCache", message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cache session authentication")]
    [InlineData("session cache authentication")]
    public async Task Users_who_are_known_by_no_cookie_are_told_of_too_and_keep_their_pages(string order)
    {
        await using var site = await StartAsync(order, onBytes: false);

        Assert.Equal("user eve, cart of nobody", await ReadAsync(site, "/page", "X-Test-Id: eve"));
        Assert.Equal("user dan, cart of nobody", await ReadAsync(site, "/page", "X-Test-Id: dan"));
        Assert.Equal("user nobody, cart of nobody", await ReadAsync(site, "/page"));
        Assert.Equal("user nobody, cart of nobody", await ReadAsync(site, "/page"));
        Assert.Single(site.Log.GetSnapshot(), static record => record.Id.Id == 2002 && record.Message.Contains("UseAuthentication", StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_the_right_order_visitors_share_pages_that_use_nothing_of_theirs()
    {
        await using var site = await StartAsync("session authentication cache", onBytes: false);
        var ada = await SignInAsync(site, "ada");

        Assert.Equal("the same", await ReadAsync(site, "/same"));
        // With a cart, not signed in.
        var hit = await RawClient.SendAsync(site.Address, "GET /same HTTP/1.1", ada[1]);
        Assert.NotNull(hit.Header("Age"));
    }

    private static async Task<string> ReadAsync(TestSite site, string path, params string[] headers)
    {
        var response = await RawClient.SendAsync(site.Address, $"GET {path} HTTP/1.1", headers);
        Assert.Equal("HTTP/1.1 200 OK", response.StatusLine);
        return response.Header("X-Whose") ?? response.Text;
    }

    private static async Task<string[]> SignInAsync(TestSite site, string name)
    {
        using var response = await site.SendAsync(HttpMethod.Post, "/sign-in?name=" + name);
        var cookies = response.Headers.GetValues("Set-Cookie").Select(static line => "Cookie: " + line.Split(';')[0]).ToList();
        return [cookies.Single(static cookie => cookie.Contains("auth=", StringComparison.Ordinal)), cookies.Single(static cookie => cookie.Contains("Session", StringComparison.Ordinal))];
    }

    private static Task<TestSite> StartAsync(string order, bool onBytes) => TestSite.StartAsync(new SiteSetup
    {
        OnBytes = onBytes,
        Services = static services =>
        {
            services.AddDataProtection().UseEphemeralDataProtectionProvider();
            services.AddDistributedMemoryCache().AddSession();
            services.AddAuthentication("either")
                .AddPolicyScheme("either", null, static options => options.ForwardDefaultSelector = static context => context.Request.Headers.ContainsKey("X-Test-Id") ? "header" : CookieAuthenticationDefaults.AuthenticationScheme)
                .AddCookie(static options => options.Cookie.Name = "auth")
                .AddScheme<AuthenticationSchemeOptions, IdAuthentication>("header", null);
        },
        Pipeline = app =>
        {
            app.UseRouting();
            foreach (var middleware in order.Split(' '))
                _ = middleware switch
                {
                    "cache" => app.UseSiteCache(),
                    "session" => app.UseSession(),
                    _ => app.UseAuthentication(),
                };
            Map(app);
        },
    });

    private static void Map(WebApplication app)
    {
        app.MapPost("/sign-in", static async (HttpContext context, string name) =>
        {
            context.Session.SetString("cart", name);
            await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, name)], "test")));
        });
        app.MapGet("/page", static (HttpContext context) => WhoseOf(context));
        app.MapGet("/empty", static (HttpContext context) => { context.Response.Headers["X-Whose"] = WhoseOf(context); });
        app.MapGet("/unflushed", static (HttpContext context) =>
        {
            var page = System.Text.Encoding.UTF8.GetBytes(WhoseOf(context));
            page.CopyTo(context.Response.BodyWriter.GetMemory(page.Length));
            context.Response.BodyWriter.Advance(page.Length);
        });
        app.MapGet("/same", static () => "the same");
    }

    private static string WhoseOf(HttpContext context) =>
        $"user {context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "nobody"}, cart of {context.Session.GetString("cart") ?? "nobody"}";
}
