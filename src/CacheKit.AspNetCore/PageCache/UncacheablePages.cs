using System.Collections.Concurrent;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>
/// Pages that could not be stored just now: requests for them do not wait for one another, since there would be nothing
/// to share (Varnish's hit-for-miss). Short-lived and bounded; forgetting one only makes a few requests wait once.
/// </summary>
internal sealed class UncacheablePages(TimeProvider time)
{
    private const int MaximumCount = 4096;
    private static readonly TimeSpan _lifetime = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, long> _since = new(StringComparer.Ordinal);
    private int _count;

    public bool Contains(PageKey key)
    {
        var name = key.Remembered;
        if (!_since.TryGetValue(name, out var since))
            return false;
        if (time.GetElapsedTime(since) < _lifetime)
            return true;
        if (_since.TryRemove(new KeyValuePair<string, long>(name, since)))
            Interlocked.Decrement(ref _count);
        return false;
    }

    public void Add(PageKey key)
    {
        var name = key.Remembered;
        if (Interlocked.Increment(ref _count) > MaximumCount)
        {
            _since.Clear();
            Interlocked.Exchange(ref _count, 1);
        }

        if (!_since.TryAdd(name, time.GetTimestamp()))
        {
            _since[name] = time.GetTimestamp();
            Interlocked.Decrement(ref _count);
        }
    }

    public void Remove(PageKey key)
    {
        if (_since.TryRemove(key.Remembered, out _))
            Interlocked.Decrement(ref _count);
    }
}
