using CacheKit.AspNetCore.Bodies;
using CacheKit.AspNetCore.Http;
using CacheKit.AspNetCore.PageCache.Policies;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache.Responses;

/// <summary>What a response must be like to be stored, and for how long it is.</summary>
internal static class ResponseRules
{
    public static PageCacheOutcome Judge(
        HttpResponse response, PagePolicy policy, in BodyFields body, DateTimeOffset now, out PageTerms terms)
    {
        terms = default;
        var headers = response.Headers;
        if (!policy.Site.IsCacheable(response.StatusCode))
            return PageCacheOutcome.StatusCode;
        if (headers.SetCookie.Count > 0)
            return PageCacheOutcome.SetCookie;
        var cacheControl = CacheControl.Read(headers.CacheControl);
        if (cacheControl.ForbidsStoring)
            return PageCacheOutcome.CacheControl;
        if (body.HasContentRange || headers.ContentRange.Count > 0)
            return PageCacheOutcome.ContentRange;
        if (headers.Trailer.Count > 0)
            return PageCacheOutcome.Headers;
        return JudgeFreshness(response, policy, Freshness.Read(headers, cacheControl, now), out terms);
    }

    private static PageCacheOutcome JudgeFreshness(HttpResponse response, PagePolicy policy, Freshness freshness, out PageTerms terms)
    {
        // An error page is kept only as long as it says itself: a timeout is meant for the page.
        var isPage = response.StatusCode == StatusCodes.Status200OK;
        terms = default;
        if (!isPage && !freshness.IsStated)
            return PageCacheOutcome.StatusCode;
        var timeout = isPage && policy.Timeout is { } own ? own
            : freshness.IsStated ? freshness.Left
            : policy.DefaultTimeout;
        if (timeout > Seconds.Longest)
            timeout = Seconds.Longest;
        terms = new PageTerms(timeout, freshness.InitialAge, StaleWindows.Read(response.Headers.CacheControl, policy, isPage));
        return timeout > TimeSpan.Zero ? PageCacheOutcome.Undecided : PageCacheOutcome.Stale;
    }
}
