namespace CacheKit.Backends.LocMem;

/// <summary>
/// The entries of one <c>Location</c>, shared by all aliases that name it: their count, their bytes, the recency and the
/// expiry. The scopes hold the entries themselves.
/// </summary>
internal sealed class LocMemStore : IDisposable
{
    /// <summary>What an entry costs beside its key's and value's own objects: itself, its slot, its node, its share of the table.</summary>
    public const int EntryOverhead = 144;

    private const int StringOverhead = 22;

    // Near its end an entry's life is measured by the precise clock, so that the coarse one's lag is not seen.
    private static readonly long _preciseWithin = 3 * CoarseClock.Resolution.Ticks;

    // Lives shorter than this are measured from the precise clock; for longer ones the lag is below a percent.
    private static readonly long _preciseBelow = TimeSpan.FromSeconds(10).Ticks;

    private readonly LocMemScopes _scopes;
    private readonly CoarseClock _clock;
    private readonly Lock _culling = new();
    private uint _epoch;
    private long _count;
    private long _bytes;
    private long _evictions;
    private long _expirations;

    /// <summary>An empty store.</summary>
    /// <param name="time">Where the time comes from.</param>
    public LocMemStore(TimeProvider time)
    {
        _scopes = new LocMemScopes(this);
        var sweep = new LocMemSweep(this);
        _clock = new CoarseClock(time, () => Count > 0, sweep.RunWhenDue);
    }

    /// <summary>A number that every write advances: the granularity of recency. It wraps; ages are differences.</summary>
    public uint Epoch => Volatile.Read(ref _epoch);

    /// <summary>How many entries are held, expired ones that nobody has met included.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>The approximate bytes that the entries take, keys and overhead included.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>How many entries were culled to make room.</summary>
    public long Evictions => Volatile.Read(ref _evictions);

    /// <summary>How many expired entries were reclaimed without being asked for.</summary>
    public long Expirations => Volatile.Read(ref _expirations);

    public IEnumerable<LocMemScope> Scopes => _scopes.All;

    public LocMemScope Open(string scope) => _scopes.Open(scope);

    /// <summary>The scope if it has entries or is used: a read never makes one.</summary>
    public LocMemScope? Find(string scope) => _scopes.Find(scope);

    // hot path: one comparison unless the entry is near its end
    public bool IsExpired(CachedObject entry) =>
        entry.ExpiresAt - _preciseWithin <= _clock.Now && entry.ExpiresAt <= _clock.PreciseNow;

    /// <summary>The moment at which a time to live that begins now ends.</summary>
    public long ExpiryOf(TimeSpan? timeToLive)
    {
        if (timeToLive is not { Ticks: var ticks })
            return long.MaxValue;
        long now = ticks < _preciseBelow ? _clock.PreciseNow : _clock.Current;
        return ticks >= long.MaxValue - now ? long.MaxValue : now + ticks;
    }

    /// <summary>How long an entry will still live; null for never.</summary>
    public TimeSpan? RemainingOf(CachedObject entry) =>
        entry.ExpiresAt == long.MaxValue ? null : TimeSpan.FromTicks(Math.Max(entry.ExpiresAt - _clock.PreciseNow, 1));

    /// <summary>Gives an entry its place in the order of writes.</summary>
    public void Stamp(CachedObject entry)
    {
        uint epoch = Interlocked.Increment(ref _epoch);
        entry.WrittenAt = epoch;
        entry.LastUsed = epoch;
    }

    /// <summary>Whether an entry is small enough to be kept at all.</summary>
    public static bool IsKept(string name, CachedObject entry, LocMemLimits limits) => CostOf(name, entry) <= limits.MaxBytes / 10;

    /// <summary>Culls, if the limits are reached, before an entry is inserted (Django looks before it inserts).</summary>
    public void MakeRoom(string name, CachedObject entry, LocMemLimits limits)
    {
        if (Count >= limits.MaxEntries)
        {
            lock (_culling)
            {
                if (Count >= limits.MaxEntries)
                    Cull(LocMemCull.ByCount(this, limits));
            }
        }

        MakeRoomForBytes(CostOf(name, entry), keep: null, limits);
    }

    public void Inserted(string name, CachedObject entry)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _bytes, CostOf(name, entry));
        _clock.Start();
    }

    public void Replaced(string name, CachedObject old, CachedObject entry, LocMemLimits limits)
    {
        _clock.Start();
        if (old.Size == entry.Size)
            return;
        Interlocked.Add(ref _bytes, CostOf(name, entry) - CostOf(name, old));
        MakeRoomForBytes(0, keep: entry, limits);
    }

    public void Removed(string name, CachedObject entry)
    {
        Interlocked.Decrement(ref _count);
        Interlocked.Add(ref _bytes, -CostOf(name, entry));
    }

    /// <summary>Reclaims an expired entry that nobody asked for.</summary>
    public void Reclaim(LocMemScope scope, string name, CachedObject entry)
    {
        if (scope.Remove(name, entry))
            Interlocked.Increment(ref _expirations);
    }

    /// <summary>Removes every entry, or every one whose final key begins with a prefix.</summary>
    public void Clear(string? prefix)
    {
        foreach (var scope in Scopes)
        {
            foreach (var (name, _) in scope.Entries)
            {
                // By name, whatever is there by now: a counter that is counted meanwhile has a new entry each time, and
                // would escape if only the one that was seen were removed.
                if (prefix is null || BeginsWith(scope.Scope, name, prefix))
                    scope.Take(name);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _clock.Dispose();

    public static long CostOf(string name, CachedObject entry) =>
        EntryOverhead + StringOverhead + (2L * name.Length) + entry.Size;

    private static bool BeginsWith(string scope, string name, string prefix) =>
        scope.Length >= prefix.Length
            ? scope.StartsWith(prefix, StringComparison.Ordinal)
            : string.Concat(scope, name).StartsWith(prefix, StringComparison.Ordinal);

    private void MakeRoomForBytes(long cost, CachedObject? keep, LocMemLimits limits)
    {
        if (Bytes + cost <= limits.MaxBytes)
            return;
        lock (_culling)
        {
            if (Bytes + cost > limits.MaxBytes)
                Cull(LocMemCull.ByBytes(this, limits, cost, keep));
        }
    }

    private void Cull(int evicted) => Interlocked.Add(ref _evictions, evicted);
}
