using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CacheKit.Diagnostics;

/// <summary>What the calls of one alias's backend are measured with. It costs two fields while nobody listens.</summary>
/// <param name="alias">The alias.</param>
/// <param name="backend">Its backend, as configured.</param>
/// <param name="duration">How long calls take, in seconds.</param>
/// <param name="bytes">The payloads that come and go.</param>
/// <param name="time">The clock.</param>
internal sealed class BackendMeter(string alias, string backend, Histogram<double> duration, Counter<long> bytes, TimeProvider time)
{
    // Names made once: a call that is traced makes none.
    private static readonly string[] _activities = Array.ConvertAll(
        Enum.GetValues<CacheOperation>(), static operation => CacheKitDiagnostics.ActivityPrefix + operation.Name());

    private readonly KeyValuePair<string, object?> _alias = new(CacheKitDiagnostics.AliasTag, alias);
    private readonly KeyValuePair<string, object?> _backend = new(CacheKitDiagnostics.BackendTag, backend);

    /// <summary>Whether anybody listens to the calls.</summary>
    // hot path
    public bool IsWatched => duration.Enabled || bytes.Enabled || CacheInstruments.Activities.HasListeners();

    /// <summary>Whether anybody wants to know how many bytes come and go.</summary>
    public bool CountsBytes => bytes.Enabled;

    public long Now() => time.GetTimestamp();

    public Activity? Start(CacheOperation operation)
    {
        if (!CacheInstruments.Activities.HasListeners()
            || CacheInstruments.Activities.StartActivity(_activities[(int)operation], ActivityKind.Client) is not { } activity)
            return null;
        activity.SetTag(_alias.Key, _alias.Value).SetTag(_backend.Key, _backend.Value);
        return activity;
    }

    public void Ended(CacheOperation operation, long began, Exception? exception, Activity? activity)
    {
        if (duration.Enabled)
        {
            var tags = new TagList { _alias, _backend, new(CacheKitDiagnostics.OperationTag, operation.Name()) };
            if (exception is not null)
                tags.Add(CacheKitDiagnostics.ErrorTag, exception.GetType().FullName);
            duration.Record(time.GetElapsedTime(began).TotalSeconds, tags);
        }

        if (exception is not null)
            activity.Fail(exception);
    }

    public void Read(long count) => Count(count, "read");

    public void Written(long count) => Count(count, "write");

    private void Count(long count, string direction)
    {
        if (count > 0)
            bytes.Add(count, _alias, _backend, new(CacheKitDiagnostics.DirectionTag, direction));
    }
}
