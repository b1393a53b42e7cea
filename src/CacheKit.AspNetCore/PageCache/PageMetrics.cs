using System.Diagnostics.Metrics;
using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.Diagnostics;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>Counts requests by what the page cache did with them.</summary>
internal sealed class PageMetrics
{
    // Names made once: an enumeration's name is looked up at each call.
    private static readonly object[] _names = Array.ConvertAll(Enum.GetValues<PageCacheOutcome>(), static outcome => (object)NameOf(outcome));

    private readonly Counter<long> _requests;

    // The factory gives the same meter to all who ask for this name, and ends it with the container.
    public PageMetrics(IMeterFactory meters) =>
        _requests = meters.Create(CacheKitDiagnostics.MeterName).CreateCounter<long>(
            CacheKitDiagnostics.PageRequestsMetric, "{request}", "Requests that the page cache looked at, by what it did with them.");

    /// <summary>Told of each page that is served from the cache; null while nobody wants to know.</summary>
    public Action<PageEntry>? ServedWatch { get; set; }

    // hot path
    public void Count(PageCacheFeature feature)
    {
        if (_requests.Enabled)
            CountWatched(feature);
    }

    private void CountWatched(PageCacheFeature feature)
    {
        _requests.Add(1, new KeyValuePair<string, object?>(CacheKitDiagnostics.PageOutcomeTag, _names[(int)feature.Outcome]));
        if (feature is { Served: { } page, Outcome: PageCacheOutcome.Hit or PageCacheOutcome.StaleHit })
            ServedWatch?.Invoke(page);
    }

    /// <summary>The name in lower case with underscores, as OpenTelemetry's conventions have it.</summary>
    private static string NameOf(PageCacheOutcome outcome)
    {
        var name = outcome.ToString();
        return string.Concat(name.Select((letter, index) =>
            char.IsUpper(letter) ? (index == 0 ? "" : "_") + char.ToLowerInvariant(letter) : letter.ToString()));
    }
}
