using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace CacheKit.Diagnostics;

/// <summary>The meter of all aliases. What is counted on hot paths is only read when somebody collects.</summary>
internal sealed class CacheMeter : IDisposable
{
    private const string NameTag = "cache.name";
    private const string BackendTag = "cachekit.backend";

    private readonly ConcurrentDictionary<CacheInstruments, ICacheSize?> _caches = new();
    private readonly Meter _meter;
    private readonly Counter<long> _failures;
    private readonly ObservableCounter<long> _requests;
    private readonly ObservableCounter<long> _stored;

    /// <summary>A meter from the container's factory, so that its life and its listeners are the container's; else one of our own.</summary>
    public CacheMeter(IMeterFactory? factory = null)
    {
        _meter = factory?.Create(CacheKitDiagnostics.MeterName) ?? new Meter(CacheKitDiagnostics.MeterName);
        _failures = _meter.CreateCounter<long>("cachekit.failures", "{failure}", "Operations that a backend failed to carry out.");
        _requests = _meter.CreateObservableCounter("cachekit.requests", ObserveRequests, "{request}", "Reads, by result.");
        _stored = Observe("cachekit.stored", "{entry}", "Values that were stored.", static cache => cache.Usage.Stores);
        Observe("cachekit.unreadable", "{value}", "Stored values that could not be read as asked for; each was a miss.", static cache => cache.Unreadable);
        Observe("cachekit.key_warnings", "{key}", "Uses of keys that memcached would refuse.", static cache => cache.KeyWarnings);
        Observe("cachekit.single_flight.waits", "{wait}", "Callers that waited for another's factory.", static cache => cache.FlightWaits);
        ObserveSize("cachekit.evictions", "{entry}", "Entries culled to make room.", static size => size.Evictions);
        ObserveSize("cachekit.expirations", "{entry}", "Expired entries reclaimed without being asked for.", static size => size.Expirations);
        _meter.CreateObservableUpDownCounter("cachekit.entries", () => MeasureSizes(static size => size.Entries), "{entry}", "Entries held.");
        _meter.CreateObservableUpDownCounter("cachekit.size", () => MeasureSizes(static size => size.Bytes), "By", "Approximate bytes held, keys and overhead included.");
    }

    /// <summary>Whether a listener has subscribed to the counts of reads or stores.</summary>
    public bool IsWatched => _requests.Enabled || _stored.Enabled;

    public void Add(CacheInstruments cache) => _caches.TryAdd(cache, null);

    /// <summary>Shows how full a cache's backend is.</summary>
    public void AddSize(CacheInstruments cache, ICacheSize size) => _caches[cache] = size;

    public void Remove(CacheInstruments cache) => _caches.TryRemove(cache, out _);

    public void Failed(CacheInstruments cache, CacheOperation operation) =>
        _failures.Add(1, new(NameTag, cache.Alias), new(BackendTag, cache.Backend), new("cachekit.operation", operation.Name()));

    public void Dispose() => _meter.Dispose();

    private static Measurement<long> Measure(CacheInstruments cache, long value) =>
        new(value, new KeyValuePair<string, object?>(NameTag, cache.Alias), new(BackendTag, cache.Backend));

    private static Measurement<long> MeasureRead(CacheInstruments cache, string result, long value) =>
        new(value, new KeyValuePair<string, object?>(NameTag, cache.Alias), new(BackendTag, cache.Backend), new("cachekit.result", result));

    private ObservableCounter<long> Observe(string name, string unit, string description, Func<CacheInstruments, long> read) =>
        _meter.CreateObservableCounter(name, () => _caches.Select(pair => Measure(pair.Key, read(pair.Key))), unit, description);

    private void ObserveSize(string name, string unit, string description, Func<ICacheSize, long> read) =>
        _meter.CreateObservableCounter(name, () => MeasureSizes(read), unit, description);

    private IEnumerable<Measurement<long>> MeasureSizes(Func<ICacheSize, long> read)
    {
        foreach (var (cache, size) in _caches)
        {
            if (size is not null)
                yield return Measure(cache, read(size));
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
