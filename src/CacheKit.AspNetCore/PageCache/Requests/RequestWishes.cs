using CacheKit.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache.Requests;

/// <summary>What a request asks of caches, looked at when the page is not there.</summary>
/// <param name="NoStore">Its response must not be stored.</param>
/// <param name="OnlyIfCached">It wants nothing but what is stored.</param>
/// <param name="IsRange">It wants a part of the page.</param>
/// <param name="IsGuarded">It wants the page in no other state than the one it names: its response may be a 412.</param>
/// <param name="IsRevalidation">It wants the page only if it has changed: its response may be a 304.</param>
internal readonly record struct RequestWishes(bool NoStore, bool OnlyIfCached, bool IsRange, bool IsGuarded, bool IsRevalidation)
{
    /// <summary>Whether the request's response is of no use for others who wait for the page.</summary>
    public bool GoAlone => NoStore || OnlyIfCached || IsRange || IsGuarded;

    /// <summary>Whether what it was answered says nothing of what another would be.</summary>
    public bool SaysNothing => GoAlone || IsRevalidation;

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
            headers.IfMatch.Count + headers.IfUnmodifiedSince.Count + headers.IfRange.Count > 0,
            headers.IfNoneMatch.Count + headers.IfModifiedSince.Count > 0);
    }
}
