using System.Net;
using CacheKit.AspNetCore.Dashboard.Assets;
using CacheKit.AspNetCore.Dashboard.Figures;
using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authorization;

namespace CacheKit.AspNetCore.Tests.Dashboard;

/// <summary>Who is let in.</summary>
public sealed class ClosedDashboardTests
{
    private static readonly string[] _paths = ["/_cache", "/_cache/", "/_cache/cache?name=default", "/_cache/keys?name=default", "/_cache/key?name=default&key=k", "/_cache/pages", "/_cache/clear?name=default"];

    [Fact]
    public async Task In_Production_without_a_policy_it_is_as_if_it_were_not_there()
    {
        await using var site = await DashboardSite.StartAsync("Production", static app => app.MapCacheDashboard(), static app => app.MapFallback("{**path}", static () => "the site's own"));

        foreach (var path in _paths)
            Assert.Equal((path, "the site's own"), (path, await site.GetAsync(path)));
        using var posted = await site.SendAsync(HttpMethod.Post, "/_cache/clear");
        Assert.Equal("the site's own", await posted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task In_Production_without_a_policy_its_URLs_are_not_found()
    {
        await using var site = await DashboardSite.StartAsync("Production", static app => app.MapCacheDashboard());

        foreach (var path in _paths)
        {
            using var response = await site.SendAsync(path);
            Assert.Equal((path, HttpStatusCode.NotFound, ""), (path, response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("OPTIONS")]
    public async Task No_method_and_no_spelling_tells_that_a_closed_one_is_there(string method)
    {
        await using var site = await DashboardSite.StartAsync("Production", static app => app.MapCacheDashboard());

        foreach (var path in (string[])[.. _paths, "/_CACHE", "/_Cache/Clear", "/_cache/delete", "/_cache/purge-url", "/_cache/purge-tag", DashboardAsset.Script.Path.Insert(0, "/_cache")])
        {
            using var response = await site.SendAsync(new HttpMethod(method), path);
            Assert.Equal((path, HttpStatusCode.NotFound), (path, response.StatusCode));
            Assert.False(response.Content.Headers.Contains("Allow"));
        }
    }

    [Theory]
    [InlineData("/_CACHE")]
    [InlineData("/_Cache/Pages")]
    [InlineData("/_cache/CACHE?name=default")]
    public async Task A_path_in_other_letters_is_guarded_as_well(string path)
    {
        await using var site = await DashboardSite.StartAsync("Production", static app => app.MapCacheDashboard().RequireAuthorization("operators"));

        Assert.Equal(401, (await new DashboardVisitor(site).GetAsync(path)).Status);
        Assert.Equal(403, (await new DashboardVisitor(site) { User = "Mallory" }.GetAsync(path)).Status);
        Assert.Equal(200, (await new DashboardVisitor(site) { User = "Ada" }.GetAsync(path)).Status);
    }

    [Fact]
    public async Task The_log_says_once_how_it_is_opened()
    {
        await using var site = await DashboardSite.StartAsync("Production", static app => app.MapCacheDashboard("/ops/cache"));

        await site.GetAsync("/ops/cache");
        await site.GetAsync("/ops/cache/pages");

        var warning = Assert.Single(site.Log.GetSnapshot(), static record => record.Id.Id == 2070);
        Assert.Equal(LogLevel.Warning, warning.Level);
        Assert.Contains("/ops/cache", warning.Message, StringComparison.Ordinal);
        Assert.Contains("RequireAuthorization", warning.Message, StringComparison.Ordinal);
    }

    // The framework refuses to run an endpoint that authorization has not judged for IAuthorizeData alone.
    [Fact]
    public async Task A_policy_that_nobody_would_miss_without_its_middleware_does_not_open_it()
    {
        var policy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        await using var site = await DashboardSite.StartAsync("Production", app => app.MapCacheDashboard().WithMetadata(policy));

        using var response = await site.SendAsync("/_cache");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task While_it_is_closed_nothing_is_counted()
    {
        await using var site = await DashboardSite.StartAsync("Production", static app => app.MapCacheDashboard());

        await site.GetAsync("/_cache");

        Assert.Null(site.Services.GetRequiredService<DashboardFigures>().Since);
    }

    [Fact]
    public async Task Who_lets_everybody_in_closes_it()
    {
        await using var site = await DashboardSite.StartAsync("Production", static app => app.MapCacheDashboard().RequireAuthorization("operators").AllowAnonymous());

        Assert.Equal(404, (await new DashboardVisitor(site) { User = "Ada" }.GetAsync("/_cache")).Status);
    }

    [Fact]
    public async Task A_fallback_policy_does_not_open_it()
    {
        await using var site = await DashboardSite.StartAsync("Production", static app => app.MapCacheDashboard(), setup: new SiteSetup
        {
            Services = static services => services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(static _ => true).Build()),
        });

        Assert.Equal(404, (await new DashboardVisitor(site) { User = "Ada" }.GetAsync("/_cache")).Status);
    }

    [Fact]
    public async Task A_policy_opens_it_to_whom_it_names()
    {
        await using var site = await DashboardSite.StartAsync("Production", static app => app.MapCacheDashboard().RequireAuthorization("operators"));

        var answer = await new DashboardVisitor(site) { User = "Ada" }.GetAsync("/_cache");

        Assert.Equal(200, answer.Status);
        Assert.Contains("<h1>Caches</h1>", answer.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(site.Log.GetSnapshot(), static record => record.Id.Id == 2070);
    }

    [Theory]
    [InlineData("Mallory", 403)]
    [InlineData(null, 401)]
    public async Task A_policy_keeps_all_others_out(string? user, int status)
    {
        await using var site = await DashboardSite.StartAsync("Production", static app => app.MapCacheDashboard().RequireAuthorization("operators"));
        var open = await new DashboardVisitor(site) { User = "Ada" }.GetAsync("/_cache");
        var visitor = new DashboardVisitor(site) { User = user };

        foreach (var path in (string[])[.. _paths, AssetTests.PathOf(open.Html, "dashboard.css")])
            Assert.Equal((path, status), (path, (await visitor.GetAsync(path)).Status));
        Assert.Equal(status, (await visitor.PostWithoutTokenAsync("/_cache/clear", ("name", "default"))).Status);
    }

    [Fact]
    public async Task The_policy_of_a_group_counts()
    {
        await using var site = await DashboardSite.StartAsync("Production", static app => app.MapGroup("/admin").RequireAuthorization("operators").MapCacheDashboard("/cache"));

        Assert.Equal(200, (await new DashboardVisitor(site) { User = "Ada" }.GetAsync("/admin/cache")).Status);
        Assert.Equal(403, (await new DashboardVisitor(site) { User = "Mallory" }.GetAsync("/admin/cache")).Status);
    }

    [Fact]
    public async Task In_Development_it_is_open()
    {
        await using var site = await DashboardSite.StartAsync();

        foreach (var path in _paths)
            Assert.Equal((path, 200), (path, (await new DashboardVisitor(site).GetAsync(path)).Status));
    }

    [Fact]
    public async Task In_Development_a_policy_counts_all_the_same()
    {
        await using var site = await DashboardSite.StartAsync("Development", static app => app.MapCacheDashboard().RequireAuthorization("operators"));

        Assert.Equal(401, (await new DashboardVisitor(site).GetAsync("/_cache")).Status);
    }

    [Fact]
    public async Task Without_the_pages_it_cannot_be_mapped()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        builder.AddCacheKit();
        await using var app = builder.Build();

        var exception = Assert.Throws<InvalidOperationException>(() => app.MapCacheDashboard());

        Assert.Contains("AddPages", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_antiforgery_it_cannot_be_mapped()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        builder.AddCacheKit().AddPages();
        await using var app = builder.Build();

        var exception = Assert.Throws<InvalidOperationException>(() => app.MapCacheDashboard());

        Assert.Contains("builder.Services.AddAntiforgery()", exception.Message, StringComparison.Ordinal);
    }
}
