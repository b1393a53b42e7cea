using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.Backends;

namespace CacheKit.AspNetCore.PageCache.Stores;

/// <summary>
/// Which pages get into a cache that is full: those that were asked for before. A flood of URLs that nobody asks for again
/// then takes no place from pages that are asked for, even while they are not. Asked when a page is stored; a hit pays nothing.
/// </summary>
internal sealed class PageAdmission(ILocalStoreSize size)
{
    private readonly SeenPages _seen = new();

    /// <summary>Whether a page may take a place, perhaps another's.</summary>
    public bool Admits(PageEntry page)
    {
        // Noted while there is room too: a page that comes back when it has expired is no stranger.
        var wasSeen = _seen.Note(page.Key);
        return wasSeen || size.HasRoomFor(page.Vary.IsEmpty ? 1 : 2, page.Body.Length);
    }
}
