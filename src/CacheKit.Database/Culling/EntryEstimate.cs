namespace CacheKit.Database.Culling;

/// <summary>
/// How many rows a table has that is too large to be counted at each write: the last count, and what this process has
/// written since. It says when to count again; the count runs beside the writes. What is above <c>MaxEntries</c> then goes in
/// batches with the writes that follow. Thread-safe.
/// </summary>
/// <remarks>
/// How many processes write nobody knows, so that none may add much before it looks: a twentieth of the room that is left, at
/// least a two-hundredth of <c>MaxEntries</c> and at most a fortieth. A dozen of them that begin at once stay within a tenth
/// above it. What an old count says of the room is not believed: others may have come meanwhile.
/// </remarks>
internal sealed class EntryEstimate(EntryLimit limit)
{
    /// <summary>So long a count is believed, in milliseconds.</summary>
    private const long Freshness = 10_000;

    private readonly Lock _gate = new();
    private readonly long _shortest = Math.Max(1, limit.MaxEntries / 200);
    private readonly long _longest = Math.Max(1, limit.MaxEntries / 40);

    private long _interval = Math.Max(1, limit.MaxEntries / 200);
    private long _countedAt = long.MinValue;
    private long _written;
    private long _writtenBeforeCount;
    private bool _isCounting;

    // What is to go before the next count, what may have to go after it, and how many rows are to be left at the end.
    private long _toCull;
    private long _doomed;
    private long _left;

    /// <summary>Whether so much was written while a count is under way that the next write waits for it.</summary>
    public bool IsBehind
    {
        get
        {
            if (limit.IsExact)
                return false;
            lock (_gate)
                return _isCounting && _written >= _interval + (_interval / 2);
        }
    }

    /// <summary>Tells of a write, before it is carried out.</summary>
    /// <param name="insertions">How many rows it may add.</param>
    /// <param name="now">Now, in milliseconds.</param>
    /// <param name="countsNow">
    /// Whether the caller is to count the rows now, beside its write, and tell <see cref="Counted"/> or <see cref="NotCounted"/>.
    /// </param>
    /// <returns>How many rows, smallest keys first, the write is to take away; 0 for none.</returns>
    public int Write(int insertions, long now, out bool countsNow)
    {
        lock (_gate)
        {
            _written += insertions;
            if (now - Freshness > _countedAt)
                _interval = _shortest;
            countsNow = !_isCounting && _toCull == 0 && (_countedAt == long.MinValue || _doomed > 0 || _written >= _interval);
            if (countsNow)
                (_isCounting, _writtenBeforeCount, _countedAt) = (true, _written, now);
            int batch = (int)Math.Min(_toCull, EntryLimit.LargestBatchOf(insertions));
            _toCull -= batch;
            return batch;
        }
    }

    /// <summary>Takes a count of the rows that are alive.</summary>
    public void Counted(long alive)
    {
        lock (_gate)
        {
            long own = _writtenBeforeCount;
            _interval = Math.Clamp((limit.MaxEntries - alive) / 20, _shortest, _longest);
            // What was written meanwhile may or may not have been counted: it is as if it was not.
            _written -= own;
            _isCounting = false;
            PlanCull(own, alive);
        }
    }

    /// <summary>The count failed; the next write tries again.</summary>
    public void NotCounted()
    {
        lock (_gate)
            (_isCounting, _countedAt) = (false, long.MinValue);
    }

    /// <summary>
    /// Others may have found the same, and be at it too: a fortieth of <c>MaxEntries</c> goes before the next count, or what
    /// keeps the table from growing, and after it only what is still too much then.
    /// </summary>
    private void PlanCull(long own, long alive)
    {
        if (_doomed > 0)
        {
            _doomed = Math.Clamp(alive - _left, 0, _doomed);
        }
        else
        {
            _doomed = limit.NumberToCull(alive, own);
            _left = alive - _doomed;
        }

        _toCull = Math.Min(_doomed, Math.Max(_longest, 2 * own));
        _doomed -= _toCull;
    }
}
