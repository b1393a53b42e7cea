using CacheKit.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CacheKit.AspNetCore.Headers;

/// <summary>What is said of a response's lifetime in one go.</summary>
internal static class ResponsePatches
{
    private static readonly CacheControlPatch _never =
        new(new() { MaxAge = TimeSpan.Zero, NoCache = true, NoStore = true, MustRevalidate = true, Private = true });

    /// <summary>Sets <c>Expires</c>, if absent, and the smaller <c>max-age</c> (Django's <c>patch_response_headers</c>).</summary>
    /// <param name="headers">The response's headers.</param>
    /// <param name="lifetime">How long; below zero counts as zero.</param>
    /// <param name="mustRevalidate">Whether it must not be used beyond that without asking.</param>
    /// <param name="now">The time that <c>Date</c> says.</param>
    public static void SetLifetime(IHeaderDictionary headers, TimeSpan lifetime, bool mustRevalidate, DateTimeOffset now)
    {
        new CacheControlPatch(new() { MaxAge = lifetime, MustRevalidate = mustRevalidate }).Apply(headers);
        if (headers.Expires.Count == 0)
            headers.Expires = HeaderUtilities.FormatDate(now.AddSeconds(CacheControl.Read(headers.CacheControl).MaxAge.Seconds ?? 0));
    }

    /// <summary>Keeps everybody from keeping the response (Django's <c>add_never_cache_headers</c>).</summary>
    public static void NeverCache(IHeaderDictionary headers, DateTimeOffset now)
    {
        _never.Apply(headers);
        headers.Expires = HeaderUtilities.FormatDate(now);
    }
}
