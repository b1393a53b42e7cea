using CacheKit.AspNetCore.PageCache;
using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Making;
using CacheKit.AspNetCore.PageCache.Policies;

namespace CacheKit.AspNetCore.SiteCache;

/// <summary>What the outer half of the pair has begun with a request, for the inner half.</summary>
/// <param name="Making">Copies the response.</param>
/// <param name="Policies">How pages are kept: the halves go by the same settings, whatever changes meanwhile.</param>
/// <param name="Feature">What is known of the request.</param>
internal sealed record PagePair(PageMaking Making, PagePolicies Policies, PageCacheFeature Feature)
{
    /// <summary>What the page will be kept as; set by the inner half when the page is not there.</summary>
    public PageTarget? Target { get; set; }

    /// <summary>The request; set with <see cref="Target"/>.</summary>
    public PageRequest? Request { get; set; }

    /// <summary>The stale page that this request makes anew while others are served it.</summary>
    public PageEntry? Remakes { get; set; }
}
