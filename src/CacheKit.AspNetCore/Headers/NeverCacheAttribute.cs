using CacheKit.AspNetCore.Headers;
using Microsoft.AspNetCore.Http;

namespace CacheKit;

/// <summary>
/// Keeps browsers, caches on the way and this site's page cache from keeping the responses (Django's <c>never_cache</c>):
/// <c>Cache-Control: max-age=0, no-cache, no-store, must-revalidate, private</c>, and <c>Expires</c> now.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NeverCacheAttribute : CacheHeadersAttribute
{
    private protected override void Apply(IHeaderDictionary headers, DateTimeOffset now) => ResponsePatches.NeverCache(headers, now);
}
