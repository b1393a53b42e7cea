using System.Diagnostics.Metrics;
using CacheKit.Diagnostics;

namespace CacheKit.AspNetCore.Dashboard.Figures;

/// <summary>Listens to the meter of this application's caches, and to no other's in the same process.</summary>
internal sealed class FigureListener : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly DashboardFigures _figures;

    public FigureListener(DashboardFigures figures, IMeterFactory meters)
    {
        _figures = figures;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == CacheKitDiagnostics.MeterName && ReferenceEquals(instrument.Meter.Scope, meters) && TakerOf(instrument.Name) is { } taker)
                listener.EnableMeasurementEvents(instrument, taker);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, taker) => ((Taker)taker!)(_figures, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, taker) => ((Taker)taker!)(_figures, value, tags));
        _listener.Start();
    }

    private delegate void Taker(DashboardFigures figures, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags);

    /// <summary>Asks for the sums.</summary>
    public void Collect() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private static Taker? TakerOf(string instrument) => instrument switch
    {
        CacheKitDiagnostics.RequestsMetric => TakeReads,
        CacheKitDiagnostics.StoredMetric => static (figures, value, tags) => AliasOf(figures, tags).Stored.Observe((long)value),
        CacheKitDiagnostics.EvictionsMetric => static (figures, value, tags) => AliasOf(figures, tags).Evictions.Observe((long)value),
        CacheKitDiagnostics.FailuresMetric => static (figures, value, tags) => AliasOf(figures, tags).Failures.Add((long)value),
        CacheKitDiagnostics.BackendDurationMetric => static (figures, value, tags) =>
            AliasOf(figures, tags).Record(TextOf(tags, CacheKitDiagnostics.OperationTag), value, TextOf(tags, CacheKitDiagnostics.ErrorTag).Length > 0),
        CacheKitDiagnostics.PageRequestsMetric => static (figures, value, tags) => figures.Pages.Count(TextOf(tags, CacheKitDiagnostics.PageOutcomeTag), (long)value),
        _ => null,
    };

    private static void TakeReads(DashboardFigures figures, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var alias = AliasOf(figures, tags);
        (TextOf(tags, CacheKitDiagnostics.ResultTag) == "hit" ? alias.Hits : alias.Misses).Observe((long)value);
    }

    private static AliasFigures AliasOf(DashboardFigures figures, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        figures[TextOf(tags, CacheKitDiagnostics.AliasTag)];

    private static string TextOf(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var (key, value) in tags)
        {
            if (key == name)
                return value as string ?? "";
        }

        return "";
    }
}
