using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Keys;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>What those who asked for one page at one time end with.</summary>
/// <param name="Page">The page that all of them may have; null when each has to make its own.</param>
/// <param name="WasFound">Whether it was in the cache; otherwise the first of them has made it, and sent it to its client.</param>
/// <param name="Vary">
/// The headers that the page varies by, where that had been learnt just before the flight began: nothing was done, and each asks
/// for its own variant, which somebody may be making already.
/// </param>
internal sealed record PageFlight(PageEntry? Page, bool WasFound, VaryHeaders? Vary = null)
{
    public static readonly PageFlight Unshared = new(null, WasFound: false);
}
