using System.Net;
using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.DataProtection;

namespace CacheKit.AspNetCore.Tests.Users;

/// <summary>MVC asks its filters who may see a page only behind the middleware.</summary>
public sealed class AuthorizationFilterTests
{
    [Theory]
    [InlineData("/guarded/filter", true)]
    [InlineData("/guarded/type", true)]
    [InlineData("/guarded/filter", false)]
    [InlineData("/guarded/type", false)]
    public async Task A_page_behind_an_authorization_filter_is_not_kept(string path, bool siteCache)
    {
        await using var site = await StartAsync(siteCache ? static app => app.UseSiteCache() : null);

        Assert.Equal(PageCacheOutcome.RequiresAuthorization, await site.OutcomeOfAsync(path, ("X-Key", "sesame")));
        Assert.Equal(PageCacheOutcome.RequiresAuthorization, await site.OutcomeOfAsync(path, ("X-Key", "sesame")));
        using var refused = await site.SendAsync(path);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("site")]
    [InlineData("page")]
    [InlineData("convention")]
    public async Task One_that_opts_in_is_served_to_those_whom_the_filter_lets_in(string middleware)
    {
        await using var site = await StartAsync(
            middleware switch { "site" => static app => app.UseSiteCache(), "page" => static app => app.UsePageCache(), _ => null },
            cacheControllers: middleware == "convention");

        Assert.Equal("page 1", await site.GetAsync("/guarded/all", ("X-Key", "sesame")));
        Assert.Equal("page 1", await site.GetAsync("/guarded/all", ("X-Key", "sesame")));
        Assert.Equal([PageCacheOutcome.Stored, PageCacheOutcome.Hit], [await site.OutcomeAsync(), await site.OutcomeAsync()]);
        using var refused = await site.SendAsync("/guarded/all");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_pair_stands_before_filters_and_keeps_nothing_of_what_they_guard()
    {
        await using var site = await StartAsync(static app => app.UseUpdateCache().UseFetchFromCache());

        Assert.Equal(PageCacheOutcome.RequiresAuthorization, await site.OutcomeOfAsync("/guarded/all", ("X-Key", "sesame")));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/guarded/open"));
    }

    private static Task<TestSite> StartAsync(Action<WebApplication>? use, bool cacheControllers = false) => TestSite.StartAsync(new SiteSetup
    {
        // Another controller of this assembly asks for it.
        Configuration = new() { ["Caches:default:Backend"] = "locmem", ["Caches:special:Backend"] = "locmem" },
        Services = static services =>
        {
            services.AddSingleton<Counted>();
            services.AddDataProtection().UseEphemeralDataProtectionProvider();
            services.AddControllersWithViews().AddApplicationPart(typeof(GuardedController).Assembly);
        },
        Pipeline = app =>
        {
            app.UseRouting();
            use?.Invoke(app);
            var controllers = app.MapControllers();
            if (cacheControllers)
                controllers.CachePage(60);
        },
    });
}
