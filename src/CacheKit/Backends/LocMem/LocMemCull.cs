using System.Buffers;

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
    private readonly CachedObject? _keep;
    private readonly uint _epoch;
    private readonly Stamp[] _stamps;
    private readonly int _found;

    private LocMemCull(LocMemStore store, CachedObject? keep)
    {
        _store = store;
        _keep = keep;
        _epoch = store.Epoch;
        // Room for entries that are added while we look; more than that are young and need not be looked at.
        _stamps = ArrayPool<Stamp>.Shared.Rent((int)Math.Min(store.Count + 64, Array.MaxLength));
        _found = Collect();
    }

    /// <summary>Removes 1/<see cref="LocMemLimits.CullFrequency"/> of the entries, or all.</summary>
    /// <returns>How many went.</returns>
    public static int ByCount(LocMemStore store, LocMemLimits limits)
    {
        var cull = new LocMemCull(store, keep: null);
        int evicted = cull.RemoveOldest(limits.CullFrequency == 0 ? cull._found : cull._found / limits.CullFrequency);
        cull.Return();
        return evicted;
    }

    /// <summary>Removes entries until 1/<see cref="LocMemLimits.CullFrequency"/> of the bytes are free, and at least so many as an entry needs.</summary>
    /// <returns>How many went.</returns>
    public static int ByBytes(LocMemStore store, LocMemLimits limits, long needed, CachedObject? keep)
    {
        var cull = new LocMemCull(store, keep);
        int evicted = cull.RemoveOldest(cull.CountOfOldestWith(store.Bytes - Math.Min(limits.BytesAfterCull, limits.MaxBytes - needed)));
        cull.Return();
        return evicted;
    }

    /// <summary>Writes since then; what was written after we began has none. What nearly all epochs have passed by is old, not new.</summary>
    public static int AgeBetween(uint epoch, uint now)
    {
        uint age = unchecked(now - epoch);
        return age > uint.MaxValue - WritesDuringCull ? 0 : (int)Math.Min(age, Expired - 1);
    }

    private int Collect()
    {
        int found = 0;
        foreach (var scope in _store.Scopes)
        {
            foreach (var entry in scope.Entries)
            {
                if (found == _stamps.Length)
                    return found;
                if (!ReferenceEquals(entry, _keep))
                    _stamps[found++] = StampOf(entry);
            }
        }

        return found;
    }

    private Stamp StampOf(CachedObject entry) =>
        new(_store.IsExpired(entry) ? Expired : AgeOf(entry.LastUsed), AgeOf(entry.WrittenAt), entry.Cost);

    private int AgeOf(uint epoch) => AgeBetween(epoch, _epoch);

    // Sorting is dearer than selecting, but a cull by bytes is rare and must know every size in order.
    private int CountOfOldestWith(long bytes)
    {
        _stamps.AsSpan(0, _found).Sort();
        int count = 0;
        for (long freed = 0; count < _found && freed < bytes; count++)
            freed += _stamps[count].Cost;
        return count;
    }

    private int RemoveOldest(int count)
    {
        if (count <= 0)
            return 0;
        var youngest = Quickselect.Nth(_stamps.AsSpan(0, _found), count - 1);
        int removed = 0;
        foreach (var scope in _store.Scopes)
        {
            foreach (var entry in scope.Entries)
            {
                if (removed == count)
                    return removed;
                if (!ReferenceEquals(entry, _keep) && StampOf(entry).CompareTo(youngest) <= 0 && scope.Remove(entry))
                    removed++;
            }
        }

        return removed;
    }

    private void Return() => ArrayPool<Stamp>.Shared.Return(_stamps);

    /// <summary>The place of an entry in the order of going: the longest unused first, then the longest unwritten.</summary>
    private readonly record struct Stamp(int Unused, int Unwritten, int Cost) : IComparable<Stamp>
    {
        public int CompareTo(Stamp other) =>
            Unused != other.Unused ? other.Unused.CompareTo(Unused) : other.Unwritten.CompareTo(Unwritten);
    }
}
