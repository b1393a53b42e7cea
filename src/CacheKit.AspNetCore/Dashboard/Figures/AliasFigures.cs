using System.Collections.Concurrent;

namespace CacheKit.AspNetCore.Dashboard.Figures;

/// <summary>What one alias has done in the last hour.</summary>
internal sealed class AliasFigures
{
    // The library's own operations are fewer; a name from elsewhere takes no memory without end.
    private const int MostOperations = 32;

    private readonly ConcurrentDictionary<string, DurationRing> _operations = new(StringComparer.Ordinal);

    public ObservedCount Hits { get; } = new();

    public ObservedCount Misses { get; } = new();

    public ObservedCount Stored { get; } = new();

    public ObservedCount Evictions { get; } = new();

    public CountRing Failures { get; } = new();

    public FailureList LastFailures { get; } = new();

    public IEnumerable<KeyValuePair<string, DurationRing>> Operations => _operations.OrderBy(static operation => operation.Key, StringComparer.Ordinal);

    public void Record(string operation, double seconds, bool failed)
    {
        if (!_operations.TryGetValue(operation, out var ring) && _operations.Count < MostOperations)
            ring = _operations.GetOrAdd(operation, static _ => new());
        ring?.Record(seconds, failed);
    }

    public void AdvanceCounts()
    {
        Hits.Ring.Advance();
        Misses.Ring.Advance();
        Stored.Ring.Advance();
        Evictions.Ring.Advance();
        Failures.Advance();
    }

    public void AdvanceDurations()
    {
        foreach (var (_, ring) in _operations)
            ring.Advance();
    }
}
