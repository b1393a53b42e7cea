using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CacheKit.AspNetCore.PageCache.Keys;

namespace CacheKit.AspNetCore.Dashboard.Figures;

/// <summary>
/// How often pages were served from the cache, for the pages that were asked for last. Two tables: when the young one is full
/// it becomes the old one, and what is asked for again moves over; so as many are known as twice a table holds, whatever is
/// asked for.
/// </summary>
internal sealed class PageHits
{
    /// <summary>How many pages a table holds.</summary>
    public const int TableSize = 5_000;

    private readonly Lock _gate = new();
    private volatile ConcurrentDictionary<string, StrongBox<long>> _young = new(StringComparer.Ordinal);
    private volatile ConcurrentDictionary<string, StrongBox<long>> _old = new(StringComparer.Ordinal);
    private int _youngCount;

    /// <summary>Counts a hit.</summary>
    public void Count(PageKey page)
    {
        var key = page.Remembered;
        if (!_young.TryGetValue(key, out var hits))
            hits = Enter(key);
        Interlocked.Increment(ref hits.Value);
    }

    /// <summary>The hits of a page; 0 also where they have been forgotten.</summary>
    public long Of(PageKey page)
    {
        var key = page.Remembered;
        return _young.TryGetValue(key, out var hits) || _old.TryGetValue(key, out hits) ? Interlocked.Read(ref hits.Value) : 0;
    }

    private StrongBox<long> Enter(string key)
    {
        lock (_gate)
        {
            if (_young.TryGetValue(key, out var known))
                return known;
            if (_youngCount == TableSize)
            {
                _old = _young;
                _young = new(StringComparer.Ordinal);
                _youngCount = 0;
            }

            _youngCount++;
            return _young[key] = _old.TryGetValue(key, out var before) ? before : new StrongBox<long>();
        }
    }
}
