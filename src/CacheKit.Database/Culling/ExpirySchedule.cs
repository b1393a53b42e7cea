namespace CacheKit.Database.Culling;

/// <summary>
/// When a write looks for expired rows: once a second, at once when a row that this process wrote has expired, and with
/// every write while there are more than one write takes away. Times are Unix milliseconds.
/// </summary>
internal sealed class ExpirySchedule
{
    private const long Interval = 1000;

    // When to look next.
    private long _due = long.MinValue;

    /// <summary>Whether a write is to take away expired rows; of several at once only one is.</summary>
    public bool IsDue(long now)
    {
        long due = Volatile.Read(ref _due);
        return now >= due && Interlocked.CompareExchange(ref _due, now + Interval, due) == due;
    }

    /// <summary>Tells what a write found that was to look.</summary>
    /// <param name="removed">How many rows it took away.</param>
    /// <param name="most">How many it would have taken away at most.</param>
    public void Looked(int removed, int most)
    {
        if (removed >= most)
            Volatile.Write(ref _due, long.MinValue);
    }

    /// <summary>Tells of a row that was written.</summary>
    public void Wrote(long? expires)
    {
        if (expires is not { } end)
            return;
        long due = Volatile.Read(ref _due);
        while (end < due)
        {
            long seen = Interlocked.CompareExchange(ref _due, end, due);
            if (seen == due)
                return;
            due = seen;
        }
    }
}
