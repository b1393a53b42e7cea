using System.Collections.Concurrent;

namespace CacheKit.AspNetCore.Dashboard.Figures;

/// <summary>What became of the requests that the page cache looked at in the last hour.</summary>
internal sealed class PageFigures
{
    // Files, connections, this dashboard: nothing that could have been a page.
    private const string LeftAlone = "left_alone";

    private readonly ConcurrentDictionary<string, CountRing> _outcomes = new(StringComparer.Ordinal);

    /// <summary>The outcomes that there were, the most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Read() =>
    [
        .. _outcomes
            .Select(static outcome => KeyValuePair.Create(outcome.Key, outcome.Value.Total))
            .Where(static outcome => outcome.Value > 0 && outcome.Key != LeftAlone)
            .OrderByDescending(static outcome => outcome.Value),
    ];

    public void Count(string outcome, long count) => _outcomes.GetOrAdd(outcome, static _ => new()).Add(count);

    public void Advance()
    {
        foreach (var (_, ring) in _outcomes)
            ring.Advance();
    }
}
