using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>What a request asks of caches, looked at when the page is not there.</summary>
/// <param name="NoStore">Its response must not be stored.</param>
/// <param name="OnlyIfCached">It wants nothing but what is stored.</param>
/// <param name="IsRange">It wants a part of the page.</param>
/// <param name="IsConditional">Its response may be a 304, which is nobody else's.</param>
internal readonly record struct RequestWishes(bool NoStore, bool OnlyIfCached, bool IsRange, bool IsConditional)
{
    /// <summary>Whether the request's response is of no use for others who wait for the page.</summary>
    public bool GoAlone => NoStore || OnlyIfCached || IsRange || IsConditional;

    /// <summary>Why its response will not be stored, if it will not.</summary>
    public PageCacheOutcome Refusal => this switch
    {
        { OnlyIfCached: true } => PageCacheOutcome.OnlyIfCached,
        { NoStore: true } => PageCacheOutcome.RequestNoStore,
        { IsRange: true } => PageCacheOutcome.Range,
        _ => PageCacheOutcome.Undecided,
    };

    public static RequestWishes Read(IHeaderDictionary headers)
    {
        var cacheControl = CacheControl.Read(headers.CacheControl);
        return new RequestWishes(
            cacheControl.NoStore,
            cacheControl.OnlyIfCached,
            headers.Range.Count > 0,
            headers.IfNoneMatch.Count + headers.IfModifiedSince.Count + headers.IfMatch.Count + headers.IfUnmodifiedSince.Count + headers.IfRange.Count > 0);
    }
}
