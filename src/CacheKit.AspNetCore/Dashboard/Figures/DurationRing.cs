namespace CacheKit.AspNetCore.Dashboard.Figures;

/// <summary>How long the calls of one operation took in the last hour, and how many failed.</summary>
internal sealed class DurationRing
{
    private readonly int[] _counts = new int[LastHour.DurationSlots * DurationBuckets.Count];
    private readonly int[] _failures = new int[LastHour.DurationSlots];
    private int _current;

    // No lock: as with CountRing, one that comes while the ring moves on may be counted a slot too early.
    public void Record(double seconds, bool failed)
    {
        var slot = Volatile.Read(ref _current);
        Interlocked.Increment(ref _counts[(slot * DurationBuckets.Count) + DurationBuckets.Of(seconds)]);
        if (failed)
            Interlocked.Increment(ref _failures[slot]);
    }

    /// <summary>A slot is over; the oldest is given up for the next.</summary>
    public void Advance()
    {
        var next = (_current + 1) % LastHour.DurationSlots;
        _counts.AsSpan(next * DurationBuckets.Count, DurationBuckets.Count).Clear();
        _failures[next] = 0;
        Volatile.Write(ref _current, next);
    }

    public Durations Read()
    {
        var buckets = new long[DurationBuckets.Count];
        for (var index = 0; index < _counts.Length; index++)
            buckets[index % DurationBuckets.Count] += Volatile.Read(ref _counts[index]);
        return new Durations(buckets, _failures.Sum(static count => (long)count));
    }
}
