using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace CacheKit.Diagnostics;

/// <summary>The meter of all aliases. What is counted on hot paths is only read when somebody collects.</summary>
internal sealed class CacheMeter : IDisposable
{
    // From a tenth of a millisecond, since a server on the same machine answers in less, to the longest time limit.
    private static readonly double[] _durations = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<CacheInstruments, bool> _caches = new();
    private readonly Meter _meter;
    private readonly Counter<long> _failures;
    private readonly ObservableCounter<long> _requests;
    private readonly ObservableCounter<long> _stored;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _bytes;

    /// <summary>A meter from the container's factory, so that its life and its listeners are the container's; else one of our own.</summary>
    public CacheMeter(IMeterFactory? factory = null)
    {
        _meter = factory?.Create(CacheKitDiagnostics.MeterName) ?? new Meter(CacheKitDiagnostics.MeterName);
        _failures = _meter.CreateCounter<long>(CacheKitDiagnostics.FailuresMetric, "{failure}", "Operations that a backend failed to carry out.");
        _requests = _meter.CreateObservableCounter(CacheKitDiagnostics.RequestsMetric, ObserveRequests, "{request}", "Reads, by result.");
        _stored = Observe(CacheKitDiagnostics.StoredMetric, "{entry}", "Values that were stored.", static cache => cache.Usage.Stores);
        Observe(
            CacheKitDiagnostics.UnreadableMetric, "{value}", "Stored values that could not be read as asked for; each was a miss.",
            static cache => cache.Unreadable);
        Observe(CacheKitDiagnostics.KeyWarningsMetric, "{key}", "Uses of keys that memcached would refuse.", static cache => cache.KeyWarnings);
        Observe(CacheKitDiagnostics.SingleFlightWaitsMetric, "{wait}", "Callers that waited for another's factory.", static cache => cache.FlightWaits);
        Observe(CacheKitDiagnostics.EvictionsMetric, "{entry}", "Entries culled to make room.", static cache => cache.Size?.Evictions);
        Observe(
            CacheKitDiagnostics.ExpirationsMetric, "{entry}", "Expired entries reclaimed without being asked for.",
            static cache => cache.Size?.Expirations);
        ObserveLevel(CacheKitDiagnostics.EntriesMetric, "{entry}", "Entries held.", static cache => cache.Size?.Entries);
        ObserveLevel(CacheKitDiagnostics.SizeMetric, "By", "Approximate bytes held, keys and overhead included.", static cache => cache.Size?.Bytes);
        ObserveLevel(
            CacheKitDiagnostics.CircuitOpenMetric, "{circuit}", "1 while calls are kept from a server that is away.",
            static cache => cache.Circuit is { } circuit ? (circuit.IsClosed ? 0 : 1) : null);
        ObserveLevel(
            CacheKitDiagnostics.LostRemovalsMetric, "{removal}", "Removals lost to an outage that are still to be carried out.",
            static cache => cache.Lost?.Count);
        _duration = _meter.CreateHistogram(
            CacheKitDiagnostics.BackendDurationMetric, "s", "Calls of a backend.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = _durations });
        _bytes = _meter.CreateCounter<long>(CacheKitDiagnostics.BackendBytesMetric, "By", "Payloads read from and written to a backend.");
    }

    /// <summary>Whether a listener has subscribed to the counts of reads or stores.</summary>
    public bool IsWatched => _requests.Enabled || _stored.Enabled;

    /// <summary>Told of each failure with its words, which no metric has; null while nobody wants them.</summary>
    public Action<CacheBackendException>? FailureWatch { get; set; }

    public void Add(CacheInstruments cache) => _caches.TryAdd(cache, true);

    public void Remove(CacheInstruments cache) => _caches.TryRemove(cache, out _);

    /// <summary>What the calls of an alias's backend are measured with.</summary>
    public BackendMeter OfBackend(string alias, string backend, TimeProvider time) => new(alias, backend, _duration, _bytes, time);

    public void Failed(CacheInstruments cache, CacheOperation operation, CacheBackendException failure)
    {
        _failures.Add(
            1, new(CacheKitDiagnostics.AliasTag, cache.Alias), new(CacheKitDiagnostics.BackendTag, cache.Backend),
            new(CacheKitDiagnostics.OperationTag, operation.Name()));
        FailureWatch?.Invoke(failure);
    }

    public void Dispose() => _meter.Dispose();

    private static Measurement<long> MeasureRead(CacheInstruments cache, string result, long value) => new(
        value,
        new KeyValuePair<string, object?>(CacheKitDiagnostics.AliasTag, cache.Alias),
        new(CacheKitDiagnostics.BackendTag, cache.Backend),
        new(CacheKitDiagnostics.ResultTag, result));

    private ObservableCounter<long> Observe(string name, string unit, string description, Func<CacheInstruments, long?> read) =>
        _meter.CreateObservableCounter(name, () => Measure(read), unit, description);

    private void ObserveLevel(string name, string unit, string description, Func<CacheInstruments, long?> read) =>
        _meter.CreateObservableUpDownCounter(name, () => Measure(read), unit, description);

    private IEnumerable<Measurement<long>> Measure(Func<CacheInstruments, long?> read)
    {
        foreach (var (cache, _) in _caches)
        {
            if (read(cache) is { } value)
                yield return new(
                    value, new KeyValuePair<string, object?>(CacheKitDiagnostics.AliasTag, cache.Alias),
                    new(CacheKitDiagnostics.BackendTag, cache.Backend));
        }
    }

    private IEnumerable<Measurement<long>> ObserveRequests()
    {
        foreach (var (cache, _) in _caches)
        {
            cache.LookForListeners();
            var usage = cache.Usage;
            yield return MeasureRead(cache, "hit", usage.Hits);
            yield return MeasureRead(cache, "miss", usage.Misses);
        }
    }
}
