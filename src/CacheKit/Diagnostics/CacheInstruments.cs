using System.Diagnostics;
using CacheKit.Backends;
using CacheKit.Resilience;

namespace CacheKit.Diagnostics;

/// <summary>The counts of one alias. Its owner, <see cref="CacheMeter"/>, shows them when somebody listens.</summary>
internal sealed class CacheInstruments : IDisposable
{
    public static readonly ActivitySource Activities = new(CacheKitDiagnostics.ActivitySourceName);

    private readonly PerThreadCounter _usage = new();
    private readonly CacheMeter? _meter;

    // Uses are counted while somebody listens: it costs a third of a lookup.
    private bool _isWatched;
    private long _unreadable;
    private long _keyWarnings;
    private long _flightWaits;

    public CacheInstruments(string alias, string backend, CacheMeter? meter = null)
    {
        Alias = alias;
        Backend = backend;
        _meter = meter;
        meter?.Add(this);
        LookForListeners();
    }

    public string Alias { get; }

    public string Backend { get; }

    /// <summary>How full the backend is, where it knows.</summary>
    public ILocalStoreSize? Size { get; init; }

    /// <summary>The circuit breaker before the backend, where there is one.</summary>
    public Circuit? Circuit { get; init; }

    /// <summary>What an outage kept from being removed, where that can be.</summary>
    public LostRemovals? Lost { get; init; }

    public long Unreadable => Volatile.Read(ref _unreadable);

    public long KeyWarnings => Volatile.Read(ref _keyWarnings);

    public long FlightWaits => Volatile.Read(ref _flightWaits);

    public UsageCounts Usage => _usage.Read();

    // hot path
    public void Hit()
    {
        if (_isWatched)
            _usage.CountHit();
    }

    // hot path
    public void Miss()
    {
        if (_isWatched)
            _usage.CountMiss();
    }

    public void Store()
    {
        // Asked at each store, a listener that came late is noticed soon, and reads have one field to look at.
        LookForListeners();
        if (_isWatched)
            _usage.CountStore();
    }

    /// <summary>Begins to count uses if somebody listens; never stops.</summary>
    public void LookForListeners()
    {
        if (!_isWatched && _meter is { IsWatched: true })
            _isWatched = true;
    }

    public void Store(int count)
    {
        LookForListeners();
        if (_isWatched)
            _usage.Count(0, 0, count);
    }

    public void Read(int hits, int misses)
    {
        if (_isWatched)
            _usage.Count(hits, misses, 0);
    }

    public void UnreadableValue() => Interlocked.Increment(ref _unreadable);

    public void KeyWarning() => Interlocked.Increment(ref _keyWarnings);

    public void FlightWait() => Interlocked.Increment(ref _flightWaits);

    public void Failure(CacheOperation operation, CacheBackendException failure) => _meter?.Failed(this, operation, failure);

    public void Dispose()
    {
        _meter?.Remove(this);
        _usage.Dispose();
    }
}
