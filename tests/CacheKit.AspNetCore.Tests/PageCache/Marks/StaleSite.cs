using CacheKit.AspNetCore.Tests.Hosting;
using CacheKit.Conformance.Bytes;

namespace CacheKit.AspNetCore.Tests.PageCache.Marks;

/// <summary>Sites whose page may be stale.</summary>
internal static class StaleSite
{
    public static Task<TestSite> StartAsync(Handler handler, bool onBytes = false, BytesBackend? bytes = null) =>
        TestSite.StartAsync(app => app.MapGet("/", handler.RunAsync), new() { OnBytes = onBytes, Bytes = bytes });

    /// <summary>With a page in its cache that is so many seconds old.</summary>
    public static async Task<TestSite> WithPageAsync(Handler handler, bool onBytes = false, int age = 61)
    {
        var site = await StartAsync(handler, onBytes);
        await site.AgePageAsync(age);
        return site;
    }

    /// <summary>Has the page made, which is so many seconds old then.</summary>
    public static async Task AgePageAsync(this TestSite site, int age = 61)
    {
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
        site.Time.Advance(TimeSpan.FromSeconds(age));
    }
}
