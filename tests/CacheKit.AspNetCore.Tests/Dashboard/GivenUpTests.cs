using CacheKit.AspNetCore.Dashboard.Inspection;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Dashboard;

/// <summary>In this process's memory writers wait while the dashboard looks: nobody who has left keeps them waiting.</summary>
public sealed class GivenUpTests
{
    [Fact]
    public async Task The_search_for_pages_ends_when_nobody_waits_for_it()
    {
        await using var site = await StartAsync();
        var listing = site.Services.GetRequiredService<PageListing>();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listing.LookAsync(AliasOf(site), 0, new(canceled: true)));
    }

    [Fact]
    public async Task So_does_the_search_for_the_page_of_a_digest()
    {
        await using var site = await StartAsync();

        Assert.ThrowsAny<OperationCanceledException>(() => ShownName.Find(AliasOf(site), PageKey.DigestMark + "0", version: 1, new(canceled: true)));
    }

    private static DashboardAlias AliasOf(TestSite site) => site.Services.GetRequiredService<DashboardCaches>().Find("default")!;

    /// <summary>With a page in its cache.</summary>
    private static async Task<TestSite> StartAsync()
    {
        var site = await DashboardSite.StartAsync(static app => app.MapGet("/news", static () => "news"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/news"));
        return site;
    }
}
