using System.Numerics;
using System.Runtime.CompilerServices;
using CacheKit.Backends.Objects;
using CacheKit.Tags;

namespace CacheKit.Backends.LocMem;

/// <summary>
/// The entries of one <c>Location</c>, shared by all aliases that name it: their count, their bytes, the recency and the
/// expiry. The scopes hold the entries themselves.
/// </summary>
internal sealed class LocMemStore : IDisposable
{
    /// <summary>What an entry costs beside its key's and value's own objects: itself and its share of the table.</summary>
    public const int EntryOverhead = 104;

    private const int StringOverhead = 22;

    // An expiry so long past that the entry itself is asked: one comparison serves for both kinds of entry.
    private const long LookAlways = 0;

    // Near its end an entry's life is measured by the precise clock, so that the coarse one's lag is not seen.
    private static readonly long _preciseWithin = 3 * CoarseClock.Resolution.Ticks;

    // Lives shorter than this are measured from the precise clock; for longer ones the lag is below a percent.
    private static readonly long _preciseBelow = TimeSpan.FromSeconds(10).Ticks;

    // Enough that two writers seldom meet; few enough for the first buckets of a small scope.
    private static readonly int _lockCount = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(Environment.ProcessorCount * 4, 16, 256));

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
        Time = time;
        _scopes = new LocMemScopes(this);
        var sweep = new LocMemSweep(this);
        _clock = new CoarseClock(time, () => Count > 0, sweep.RunWhenDue);
    }

    /// <summary>Where the time comes from.</summary>
    public TimeProvider Time { get; }

    /// <summary>The locks of writers, shared by all scopes.</summary>
    public Lock[] Locks { get; } = [.. Enumerable.Range(0, _lockCount).Select(static _ => new Lock())];

    /// <summary>The tags of all aliases that share the store.</summary>
    public TagTable Tags { get; } = new();

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
        entry.ExpiresAt - _preciseWithin <= _clock.Now && IsOver(entry);

    /// <summary>Whether an expired entry is no use to anybody, not even as a stale value.</summary>
    public bool IsGone(CachedObject entry) =>
        entry is ConditionalObject conditional
            ? !conditional.IsCurrent || conditional.KeptUntil <= _clock.PreciseNow
            : IsExpired(entry);

    /// <summary>Begins an entry's time.</summary>
    /// <param name="entry">The entry; nobody sees it yet, or its writers' lock is held.</param>
    /// <param name="timeToLive">How long it is kept; null for ever.</param>
    public void Expire(CachedObject entry, TimeSpan? timeToLive)
    {
        if (entry is ConditionalObject conditional)
        {
            conditional.KeptUntil = ExpiryOf(timeToLive);
            conditional.ExpiresAt = LookAlways;
        }
        else
        {
            entry.ExpiresAt = ExpiryOf(timeToLive);
        }
    }

    /// <summary>Begins an entry's time anew; a stale value is kept as long after it as before.</summary>
    public void Renew(CachedObject entry, TimeSpan? timeToLive)
    {
        if (entry is ConditionalObject conditional)
        {
            conditional.Renew(timeToLive);
            timeToLive = EntryConditions.KeptFor(timeToLive, conditional.StaleFor);
        }

        Expire(entry, timeToLive);
    }

    /// <summary>The moment at which a time to live that begins now ends.</summary>
    public long ExpiryOf(TimeSpan? timeToLive)
    {
        if (timeToLive is not { Ticks: var ticks })
            return long.MaxValue;
        long now = ticks < _preciseBelow ? _clock.PreciseNow : _clock.Current;
        return ticks >= long.MaxValue - now ? long.MaxValue : now + ticks;
    }

    /// <summary>How long an entry will still live; null for never.</summary>
    public TimeSpan? RemainingOf(CachedObject entry)
    {
        if (entry is ConditionalObject { Freshness: { } freshness })
            return TimeSpan.FromTicks(Math.Max(freshness.Ticks, 1));
        long end = entry is ConditionalObject { KeptUntil: var kept } ? kept : entry.ExpiresAt;
        return end == long.MaxValue ? null : TimeSpan.FromTicks(Math.Max(end - _clock.PreciseNow, 1));
    }

    /// <summary>Gives an entry its place in the order of writes.</summary>
    public void Stamp(CachedObject entry)
    {
        uint epoch = Interlocked.Increment(ref _epoch);
        entry.WrittenAt = epoch;
        entry.LastUsed = epoch;
    }

    /// <summary>Gives an entry its name.</summary>
    /// <returns>Whether it is small enough to be kept at all.</returns>
    public static bool Place(string name, CachedObject entry, LocMemLimits limits)
    {
        long cost = EntryOverhead + StringOverhead + (2L * name.Length) + entry.Size;
        entry.Place(name, NameHash.Of(name), (int)Math.Min(cost, int.MaxValue));
        return cost <= limits.MaxBytes / 10;
    }

    /// <summary>Culls, if the limits are reached, before an entry is inserted (Django looks before it inserts).</summary>
    public void MakeRoom(CachedObject entry, LocMemLimits limits)
    {
        if (Count >= limits.MaxEntries)
        {
            lock (_culling)
            {
                if (Count >= limits.MaxEntries)
                    Cull(LocMemCull.ByCount(this, limits));
            }
        }

        MakeRoomForBytes(entry.Cost, keep: null, limits);
    }

    public void Inserted(CachedObject entry)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _bytes, entry.Cost);
        _clock.Start();
    }

    public void Replaced(CachedObject old, CachedObject entry, LocMemLimits limits)
    {
        _clock.Start();
        if (old.Cost == entry.Cost)
            return;
        Interlocked.Add(ref _bytes, entry.Cost - old.Cost);
        MakeRoomForBytes(0, keep: entry, limits);
    }

    /// <summary>Counts a move: as many entries as before, under a name that may be longer.</summary>
    public void Moved(CachedObject from, CachedObject to) => Interlocked.Add(ref _bytes, to.Cost - from.Cost);

    public void Removed(CachedObject entry)
    {
        Interlocked.Decrement(ref _count);
        Interlocked.Add(ref _bytes, -entry.Cost);
    }

    /// <summary>Reclaims an expired entry that nobody asked for.</summary>
    public void Reclaim(LocMemScope scope, CachedObject entry)
    {
        if (scope.Remove(entry))
            Interlocked.Increment(ref _expirations);
    }

    /// <summary>Removes every entry, or every one whose final key begins with a prefix.</summary>
    public void Clear(string? prefix)
    {
        // All scopes at one moment: an entry that moves from one to another must not escape.
        foreach (var one in Locks)
            one.Enter();
        try
        {
            foreach (var scope in Scopes)
                scope.RemoveAll(name => prefix is null || BeginsWith(scope.Scope, name, prefix));
        }
        finally
        {
            foreach (var one in Locks)
                one.Exit();
        }
    }

    /// <summary>
    /// The live entries whose final keys begin with a prefix, as they are at one moment. Does not count as use. Every writer
    /// waits while they are gathered: for people who ask, not for requests.
    /// </summary>
    /// <param name="prefix">The prefix; null for all.</param>
    /// <param name="cancellationToken">Lets the writers go on, and nothing is gathered.</param>
    public List<(LocMemScope Scope, CachedObject Entry)> Gather(string? prefix, CancellationToken cancellationToken)
    {
        var gathered = new List<(LocMemScope, CachedObject)>();
        foreach (var one in Locks)
            one.Enter();
        try
        {
            foreach (var scope in Scopes)
            {
                foreach (var entry in scope.Entries)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if ((prefix is null || BeginsWith(scope.Scope, entry.Name, prefix)) && !IsExpired(entry))
                        gathered.Add((scope, entry));
                }
            }
        }
        finally
        {
            foreach (var one in Locks)
                one.Exit();
        }

        return gathered;
    }

    /// <inheritdoc/>
    public void Dispose() => _clock.Dispose();

    // Kept out of the callers: what a call to the system needs would burden every hit.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsOver(CachedObject entry) =>
        entry is ConditionalObject conditional
            ? !conditional.IsLive || conditional.KeptUntil <= _clock.PreciseNow
            : entry.ExpiresAt <= _clock.PreciseNow;

    private static bool BeginsWith(string scope, string name, ReadOnlySpan<char> prefix) =>
        scope.Length >= prefix.Length
            ? scope.AsSpan().StartsWith(prefix, StringComparison.Ordinal)
            : prefix.StartsWith(scope, StringComparison.Ordinal) && name.AsSpan().StartsWith(prefix[scope.Length..], StringComparison.Ordinal);

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
