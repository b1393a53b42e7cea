namespace CacheKit.Database;

/// <summary>
/// How many rows a table has that is too large to be counted at each write: the last count, and what this process has
/// written since. It says when to count again, at the latest after as many writes as make a twentieth of
/// <c>MaxEntries</c>, fewer when others write too; the count runs beside the writes. What is above <c>MaxEntries</c> then
/// goes in batches with the writes that follow. Thread-safe.
/// </summary>
internal sealed class EntryEstimate(EntryLimit limit)
{
    private readonly Lock _gate = new();
    private readonly long _fullInterval = Math.Max(1, limit.MaxEntries / 20);

    private long _interval = Math.Max(1, limit.MaxEntries / 20);
    private long _lastCount = -1;
    private long _written;
    private long _writtenBeforeCount;
    private long _culled;
    private long _toCull;
    private bool _isCounting;

    /// <summary>Whether so much was written while a count is under way that the next write waits for it.</summary>
    public bool IsBehind
    {
        get
        {
            if (limit.IsExact)
                return false;
            lock (_gate)
                return _isCounting && _written >= 2 * _interval;
        }
    }

    /// <summary>Tells of a write, before it is carried out.</summary>
    /// <param name="insertions">How many rows it may add.</param>
    /// <param name="countsNow">Whether the caller is to count the rows now, beside its write, and tell <see cref="Counted"/> or <see cref="NotCounted"/>.</param>
    /// <returns>How many rows, smallest keys first, the write is to take away; 0 for none.</returns>
    public int Write(int insertions, out bool countsNow)
    {
        lock (_gate)
        {
            _written += insertions;
            countsNow = !_isCounting && _toCull == 0 && (_lastCount < 0 || _written >= _interval);
            if (countsNow)
                (_isCounting, _writtenBeforeCount) = (true, _written);
            int batch = (int)Math.Min(_toCull, EntryLimit.LargestBatchOf(insertions));
            _toCull -= batch;
            _culled += batch;
            return batch;
        }
    }

    /// <summary>Takes a count of the rows that are alive.</summary>
    public void Counted(long alive)
    {
        lock (_gate)
        {
            // Others write too: of what a twentieth may grow, only our share is ours to use up.
            long grown = _lastCount < 0 ? 0 : alive - _lastCount + _culled;
            long own = _writtenBeforeCount;
            _interval = grown > own && own > 0 ? Math.Max(1, _fullInterval * own / grown) : _fullInterval;
            _lastCount = alive;
            // What was written meanwhile may or may not have been counted: it is as if it was not.
            _written -= own;
            _culled = 0;
            _toCull = limit.NumberToCull(alive, own);
            _isCounting = false;
        }
    }

    /// <summary>The count failed; the next write tries again.</summary>
    public void NotCounted()
    {
        lock (_gate)
            _isCounting = false;
    }
}
