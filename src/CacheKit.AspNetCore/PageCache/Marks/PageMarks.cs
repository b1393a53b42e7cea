using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using CacheKit.AspNetCore.PageCache.Keys;

namespace CacheKit.AspNetCore.PageCache.Marks;

/// <summary>Pages of which something is remembered for a short while. Bounded; forgetting one early must do no harm.</summary>
internal abstract class PageMarks(TimeProvider time, TimeSpan lifetime)
{
    private const int MaximumCount = 4096;

    // A mark is read by all who come for the page; so it is not written each time.
    private static readonly TimeSpan _renewedAfter = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, PageMark> _marks = new(StringComparer.Ordinal);
    private int _count;

    public bool Contains(PageKey key) => TryFind(key, out _, out _);

    /// <summary>Whether what is remembered has just been seen to be so, and often before, for a reason: there is no need to look each time.</summary>
    public bool IsSettled(PageKey key, out PageCacheOutcome reason)
    {
        reason = default;
        if (!TryFind(key, out var mark, out var age) || age >= _renewedAfter || mark.Times < PageMark.Enough)
            return false;
        reason = mark.Reason;
        return reason != PageCacheOutcome.Undecided;
    }

    public void Add(PageKey key, PageCacheOutcome reason = default)
    {
        var name = key.Remembered;
        if (_marks.TryGetValue(name, out var mark))
        {
            mark.Count(reason);
            if (time.GetElapsedTime(mark.Since) >= _renewedAfter)
                mark.Renew(time.GetTimestamp());
            return;
        }

        if (Interlocked.Increment(ref _count) > MaximumCount)
        {
            _marks.Clear();
            Interlocked.Exchange(ref _count, 1);
        }

        // Of two that add it at once one has.
        if (!_marks.TryAdd(name, new PageMark(reason, time.GetTimestamp())))
            Interlocked.Decrement(ref _count);
    }

    public void Remove(PageKey key)
    {
        if (Volatile.Read(ref _count) == 0)
            return;
        if (_marks.TryRemove(key.Remembered, out _))
            Interlocked.Decrement(ref _count);
    }

    private bool TryFind(PageKey key, [NotNullWhen(true)] out PageMark? mark, out TimeSpan age)
    {
        age = default;
        var name = key.Remembered;
        if (!_marks.TryGetValue(name, out mark))
            return false;
        age = time.GetElapsedTime(mark.Since);
        if (age < lifetime)
            return true;
        if (_marks.TryRemove(new KeyValuePair<string, PageMark>(name, mark)))
            Interlocked.Decrement(ref _count);
        return false;
    }
}
