using System.Net;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.PageCache.Making;

public sealed class ErrorPageTests
{
    [Fact]
    public async Task An_error_page_that_middleware_outside_shows_for_an_unknown_path_is_no_sign_of_a_wrong_order()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = static app =>
            {
                app.UseStatusCodePagesWithReExecute("/error");
                app.UseRouting();
                app.UseSiteCache();
                app.MapGet("/error", static () => "There is no such page.");
            },
        });

        using var response = await site.SendAsync("/nowhere");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(PageCacheOutcome.StatusCode, await site.OutcomeAsync());
        Assert.DoesNotContain(site.Log.GetSnapshot(), static entry => entry.Level == LogLevel.Warning && entry.Message.Contains("UseRouting", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_routed_behind_the_page_cache_is_not_stored()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = static app =>
            {
                app.UseSiteCache();
                app.UseRouting();
                app.MapGet("/", static () => "page");
            },
        });

        Assert.Equal(PageCacheOutcome.MiddlewareOrder, await site.OutcomeOfAsync("/"));
        Assert.Contains(site.Log.GetSnapshot(), static entry => entry.Level == LogLevel.Warning && entry.Message.Contains("UseRouting", StringComparison.Ordinal));
    }
}
