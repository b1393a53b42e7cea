using System.Collections.Concurrent;
using CacheKit.AspNetCore.PageCache.Keys;

namespace CacheKit.AspNetCore.PageCache.Stores;

/// <summary>The looks into one cache of another process that are under way, by the page's variant.</summary>
internal sealed class PageLooks
{
    private readonly ConcurrentDictionary<string, PageLook> _running = new(StringComparer.Ordinal);

    /// <summary>What a look that is under way will find; null when there is none to share.</summary>
    public Task<FirstLook>? Join(PageKey variant, long removals, string[] tags) =>
        _running.TryGetValue(variant.Canonical, out var look) && look.IsFor(removals, tags) ? look.Join() : null;

    /// <summary>Begins a look that others may share until <see cref="End"/>; one that is not worth sharing any more makes room.</summary>
    public PageLook Begin(PageKey variant, long removals, string[] tags) =>
        _running[variant.Canonical] = new PageLook(removals, tags);

    public void End(PageKey variant, PageLook look, FirstLook found)
    {
        _running.TryRemove(new KeyValuePair<string, PageLook>(variant.Canonical, look));
        look.End(found);
    }
}
