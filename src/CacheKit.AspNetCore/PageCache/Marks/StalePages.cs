using System.Collections.Concurrent;
using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Keys;

namespace CacheKit.AspNetCore.PageCache.Marks;

/// <summary>Decides what becomes of stale pages: who makes one anew, and who is served it meanwhile.</summary>
internal sealed class StalePages(TimeProvider time)
{
    private readonly FailedRemakes _failed = new(time);

    // By the page's key; the value says nothing. Never more than requests under way.
    private readonly ConcurrentDictionary<string, bool> _remaking = new(StringComparer.Ordinal);

    /// <summary>Whether a request may be served a page as it is; otherwise it has to be made anew first.</summary>
    public bool MayServe(PageEntry page)
    {
        var now = time.GetUtcNow();
        return page.IsFreshAt(now) || page.IsShownWhileRemadeAt(now) || (page.IsOfUseAt(now) && _failed.Contains(new(page.Key)));
    }

    /// <summary>
    /// Whether the caller is the one to make a page anew that others are served meanwhile. It then calls <see cref="End"/>.
    /// </summary>
    public bool TryBegin(PageEntry page)
    {
        if (page.IsFreshAt(time.GetUtcNow()))
            return false;
        var key = new PageKey(page.Key);
        return !_failed.Contains(key) && _remaking.TryAdd(key.Remembered, true);
    }

    public void End(PageEntry page) => _remaking.TryRemove(new PageKey(page.Key).Remembered, out _);

    /// <summary>Making a page anew has failed.</summary>
    public void NoteFailure(PageEntry page) => _failed.Add(new(page.Key));
}
