using System.Diagnostics;

namespace CacheKit.Diagnostics;

/// <summary>The counts of one alias. Its owner, <see cref="CacheMeter"/>, shows them when somebody listens.</summary>
internal sealed class CacheInstruments : IDisposable
{
    public static readonly ActivitySource Activities = new(CacheKitDiagnostics.ActivitySourceName);

    private readonly PerThreadCounter _usage = new();
    private readonly CacheMeter? _meter;
    private long _unreadable;
    private long _keyWarnings;
    private long _flightWaits;

    public CacheInstruments(string alias, string backend, CacheMeter? meter = null)
    {
        Alias = alias;
        Backend = backend;
        _meter = meter;
        meter?.Add(this);
    }

    public string Alias { get; }

    public string Backend { get; }

    public long Unreadable => Volatile.Read(ref _unreadable);

    public long KeyWarnings => Volatile.Read(ref _keyWarnings);

    public long FlightWaits => Volatile.Read(ref _flightWaits);

    /// <summary>Whether somebody listens to the counts of use: only then is it worth a third of a lookup to keep them.</summary>
    private bool IsWatched => _meter is { IsWatched: true };

    public UsageCounts Usage => _usage.Read();

    // hot path
    public void Hit()
    {
        if (IsWatched)
            _usage.CountHit();
    }

    // hot path
    public void Miss()
    {
        if (IsWatched)
            _usage.CountMiss();
    }

    // hot path
    public void Store()
    {
        if (IsWatched)
            _usage.CountStore();
    }

    public void Store(int count)
    {
        if (IsWatched)
            _usage.Count(0, 0, count);
    }

    public void Read(int hits, int misses)
    {
        if (IsWatched)
            _usage.Count(hits, misses, 0);
    }

    public void UnreadableValue() => Interlocked.Increment(ref _unreadable);

    public void KeyWarning() => Interlocked.Increment(ref _keyWarnings);

    public void FlightWait() => Interlocked.Increment(ref _flightWaits);

    public void Failure(CacheOperation operation) => _meter?.Failed(this, operation);

    public void Dispose()
    {
        _meter?.Remove(this);
        _usage.Dispose();
    }
}
