using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache.Serving;

/// <summary>
/// Tells clients in <c>Cache-Status</c> (RFC 9211) what the page cache did: <c>CacheKit; hit; ttl=30</c>,
/// <c>CacheKit; fwd=miss; stored</c>, <c>CacheKit; fwd=bypass; detail=PrivateCookie</c>. Never with a key: who reads it
/// must not learn what others have asked for.
/// </summary>
internal static class CacheStatusHeader
{
    public const string Name = "Cache-Status";

    /// <summary>Adds the field when the response begins, with what is known then: a page that streams is not stored yet.</summary>
    public static void Attach(HttpContext context, PageCacheFeature feature, TimeProvider time)
    {
        if (context.Response.HasStarted)
            return;
        // Before all others of ours, so it runs after them: it is in no stored page, and after what the page says itself.
        context.Response.OnStarting(() =>
        {
            if (Describe(feature, time) is { } text)
                context.Response.Headers.Append(Name, text);
            return Task.CompletedTask;
        });
    }

    private static string? Describe(PageCacheFeature feature, TimeProvider time) => feature.Served is { } page
        ? string.Create(CultureInfo.InvariantCulture, $"CacheKit; hit; ttl={(long)Math.Floor(page.FreshFor(time.GetUtcNow()).TotalSeconds)}")
        : DescribeForwarded(feature);

    private static string? DescribeForwarded(PageCacheFeature feature) => feature.Outcome switch
    {
        PageCacheOutcome.Miss or PageCacheOutcome.Stored => $"CacheKit; fwd={Miss(feature)}; stored",
        // We made this answer up ourselves (RFC 9211 §2).
        PageCacheOutcome.OnlyIfCached => null,
        PageCacheOutcome.Undecided => $"CacheKit; fwd=bypass; detail={PageCacheOutcome.NotAsked}",
        PageCacheOutcome.Method => $"CacheKit; fwd=method; detail={PageCacheOutcome.Method}",
        // What is not stored may have been looked for all the same.
        var reason => $"CacheKit; fwd={(feature.WasLookedFor && reason != PageCacheOutcome.CacheFailed ? Miss(feature) : "bypass")}; detail={reason}",
    };

    private static string Miss(PageCacheFeature feature) => feature.PassedStoredPageBy ? "request" : "miss";
}
