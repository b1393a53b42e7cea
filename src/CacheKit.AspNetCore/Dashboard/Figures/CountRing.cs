namespace CacheKit.AspNetCore.Dashboard.Figures;

/// <summary>
/// Counts of the last hour. Who counts takes no lock; that a count comes while the ring moves on puts it a slot too early at
/// worst.
/// </summary>
internal sealed class CountRing
{
    private readonly long[] _slots = new long[LastHour.CountSlots];
    private int _current;

    public long Total
    {
        get
        {
            long total = 0;
            foreach (ref var slot in _slots.AsSpan())
                total += Volatile.Read(ref slot);
            return total;
        }
    }

    public void Add(long count) => Interlocked.Add(ref _slots[Volatile.Read(ref _current)], count);

    /// <summary>A slot is over; the oldest is given up for the next.</summary>
    public void Advance()
    {
        var next = (_current + 1) % _slots.Length;
        Volatile.Write(ref _slots[next], 0);
        Volatile.Write(ref _current, next);
    }

    /// <summary>The counts, oldest first, so many slots added up to one point.</summary>
    public long[] Read(int slotsInPoint)
    {
        var points = new long[_slots.Length / slotsInPoint];
        for (var slot = 0; slot < _slots.Length; slot++)
            points[slot / slotsInPoint] += Volatile.Read(ref _slots[(_current + 1 + slot) % _slots.Length]);
        return points;
    }
}
