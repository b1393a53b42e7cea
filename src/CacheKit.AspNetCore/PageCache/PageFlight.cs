namespace CacheKit.AspNetCore.PageCache;

/// <summary>What those who asked for one page at one time end with.</summary>
/// <param name="Page">The page that all of them may have; null when each has to make its own.</param>
/// <param name="WasFound">Whether it was in the cache; otherwise the first of them has made it, and sent it to its client.</param>
internal sealed record PageFlight(PageEntry? Page, bool WasFound)
{
    public static readonly PageFlight Unshared = new(null, WasFound: false);
}
