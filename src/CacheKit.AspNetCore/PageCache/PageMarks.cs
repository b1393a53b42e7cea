using System.Collections.Concurrent;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>Pages of which something is remembered for a short while. Bounded; forgetting one early must do no harm.</summary>
internal abstract class PageMarks(TimeProvider time, TimeSpan lifetime)
{
    private const int MaximumCount = 4096;

    private readonly TimeSpan _renewedAfter = lifetime / 10;
    private readonly ConcurrentDictionary<string, long> _since = new(StringComparer.Ordinal);
    private int _count;

    public bool Contains(PageKey key)
    {
        var name = key.Remembered;
        if (!_since.TryGetValue(name, out var since))
            return false;
        if (time.GetElapsedTime(since) < lifetime)
            return true;
        if (_since.TryRemove(new KeyValuePair<string, long>(name, since)))
            Interlocked.Decrement(ref _count);
        return false;
    }

    public void Add(PageKey key)
    {
        var name = key.Remembered;
        if (_since.TryGetValue(name, out var since))
        {
            // Read by all who come for the page, and hardly ever written.
            if (time.GetElapsedTime(since) >= _renewedAfter)
                _since.TryUpdate(name, time.GetTimestamp(), since);
            return;
        }

        if (Interlocked.Increment(ref _count) > MaximumCount)
        {
            _since.Clear();
            Interlocked.Exchange(ref _count, 1);
        }

        // Of two that add it at once one has.
        if (!_since.TryAdd(name, time.GetTimestamp()))
            Interlocked.Decrement(ref _count);
    }

    public void Remove(PageKey key)
    {
        if (_since.TryRemove(key.Remembered, out _))
            Interlocked.Decrement(ref _count);
    }
}
