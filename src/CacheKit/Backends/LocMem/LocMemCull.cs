using System.Buffers;
using CacheKit.Backends.Objects;

namespace CacheKit.Backends.LocMem;

/// <summary>
/// One cull: removes the least recently used entries, expired ones first. It looks at every entry once and selects by
/// quickselect, so that its cost is linear; since it frees a fixed share, the cost for each insertion is constant.
/// </summary>
internal readonly ref struct LocMemCull
{
    // Older than any age.
    private const int Expired = int.MaxValue;

    // More than can be written while a cull looks.
    private const uint WritesDuringCull = 1 << 28;

    private readonly LocMemStore _store;
    private readonly uint _epoch;
    private readonly ulong[] _ages;
    private readonly Place[] _places;
    private readonly int _found;

    private LocMemCull(LocMemStore store, CachedObject? keep)
    {
        _store = store;
        _epoch = store.Epoch;
        // Room for entries that are added while we look; more than that are young and need not be looked at.
        int room = (int)Math.Min(store.Count + 64, Array.MaxLength);
        _ages = ArrayPool<ulong>.Shared.Rent(room);
        _places = ArrayPool<Place>.Shared.Rent(room);
        _found = Collect(keep);
    }

    private Span<ulong> Ages => _ages.AsSpan(0, _found);

    private Span<Place> Places => _places.AsSpan(0, _found);

    /// <summary>Removes 1/<see cref="LocMemLimits.CullFrequency"/> of the entries, or all.</summary>
    /// <returns>How many went.</returns>
    public static int ByCount(LocMemStore store, LocMemLimits limits)
    {
        var cull = new LocMemCull(store, keep: null);
        int first = limits.CullFrequency == 0 ? 0 : cull._found - (cull._found / limits.CullFrequency);
        Quickselect.Divide(cull.Ages, cull.Places, first);
        return cull.RemoveFrom(first);
    }

    /// <summary>Removes entries until 1/<see cref="LocMemLimits.CullFrequency"/> of the bytes are free, and at least so many as an entry needs.</summary>
    /// <returns>How many went.</returns>
    public static int ByBytes(LocMemStore store, LocMemLimits limits, long needed, CachedObject? keep)
    {
        var cull = new LocMemCull(store, keep);
        // Sorting is dearer than selecting, but a cull by bytes is rare and must know every size in order.
        cull.Ages.Sort(cull.Places);
        return cull.RemoveFrom(cull.FirstOfOldestWith(store.Bytes - Math.Min(limits.BytesAfterCull, limits.MaxBytes - needed)));
    }

    /// <summary>Writes since then; what was written after we began has none. What nearly all epochs have passed by is old, not new.</summary>
    public static int AgeBetween(uint epoch, uint now)
    {
        uint age = unchecked(now - epoch);
        return age > uint.MaxValue - WritesDuringCull ? 0 : (int)Math.Min(age, Expired - 1);
    }

    private int Collect(CachedObject? keep)
    {
        int found = 0;
        foreach (var scope in _store.Scopes)
        {
            foreach (var entry in scope.Entries)
            {
                if (found == _ages.Length)
                    return found;
                if (ReferenceEquals(entry, keep))
                    continue;
                _ages[found] = AgeOf(entry);
                _places[found++] = new(scope, entry);
            }
        }

        return found;
    }

    // The order of going in one number: the longest unused first, then the longest unwritten.
    private ulong AgeOf(CachedObject entry)
    {
        int unused = _store.IsExpired(entry) ? Expired : AgeBetween(entry.LastUsed, _epoch);
        return ((ulong)unused << 32) | (uint)AgeBetween(entry.WrittenAt, _epoch);
    }

    private int FirstOfOldestWith(long bytes)
    {
        int first = _found;
        for (long freed = 0; first > 0 && freed < bytes; freed += _places[first].Entry.Cost)
            first--;
        return first;
    }

    private int RemoveFrom(int first)
    {
        int removed = 0;
        foreach (var (scope, entry) in Places[first..])
        {
            if (scope.Remove(entry))
                removed++;
        }

        ArrayPool<ulong>.Shared.Return(_ages);
        // Cleared, or the pool would keep what has gone.
        Places.Clear();
        ArrayPool<Place>.Shared.Return(_places);
        return removed;
    }

    private readonly record struct Place(LocMemScope Scope, CachedObject Entry);
}
