using System.Collections.Concurrent;
using CacheKit.AspNetCore.PageCache.Keys;

namespace CacheKit.AspNetCore.PageCache.Stores;

/// <summary>
/// What this process knows of the headers that pages vary by, so that the right variant is asked for at once. Only a
/// hint: what it does not know is found in the cache, and what it says wrong is found out there.
/// </summary>
internal sealed class VaryHints
{
    private const int MaximumCount = 10_000;

    private readonly ConcurrentDictionary<string, VaryHeaders> _byKey = new(StringComparer.Ordinal);
    private int _count;

    public VaryHeaders Find(PageKey key) => _byKey.GetValueOrDefault(key.Remembered, VaryHeaders.None);

    public void Remember(PageKey key, VaryHeaders vary)
    {
        var name = key.Remembered;
        if (_byKey.TryGetValue(name, out var known))
        {
            if (!known.Equals(vary))
                _byKey[name] = vary;
            return;
        }

        // Forgetting all now and then costs each page one more look; keeping an order would cost every look something.
        if (Interlocked.Increment(ref _count) > MaximumCount)
        {
            _byKey.Clear();
            Interlocked.Exchange(ref _count, 1);
        }

        _byKey[name] = vary;
    }
}
