namespace CacheKit.Diagnostics;

/// <summary>
/// The names under which CacheKit can be watched, in the style of OpenTelemetry's semantic conventions; docs/operations.md
/// says what is behind them.
/// </summary>
public static class CacheKitDiagnostics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "CacheKit";

    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "CacheKit";

    /// <summary>Counter: reads, by <see cref="ResultTag"/>.</summary>
    public const string RequestsMetric = "cachekit.requests";

    /// <summary>Counter: values that were stored.</summary>
    public const string StoredMetric = "cachekit.stored";

    /// <summary>Counter: stored values that could not be read as asked for.</summary>
    public const string UnreadableMetric = "cachekit.unreadable";

    /// <summary>Counter: operations that a backend failed to carry out, by <see cref="OperationTag"/>.</summary>
    public const string FailuresMetric = "cachekit.failures";

    /// <summary>Counter: uses of keys that memcached would refuse.</summary>
    public const string KeyWarningsMetric = "cachekit.key_warnings";

    /// <summary>Counter: callers that waited for another's factory.</summary>
    public const string SingleFlightWaitsMetric = "cachekit.single_flight.waits";

    /// <summary>Up-down counter: entries held by a backend in this process.</summary>
    public const string EntriesMetric = "cachekit.entries";

    /// <summary>Up-down counter in bytes: what a backend in this process holds, about, with keys and overhead.</summary>
    public const string SizeMetric = "cachekit.size";

    /// <summary>Counter: entries culled to make room by a backend in this process.</summary>
    public const string EvictionsMetric = "cachekit.evictions";

    /// <summary>Counter: expired entries that a backend in this process reclaimed without being asked for them.</summary>
    public const string ExpirationsMetric = "cachekit.expirations";

    /// <summary>Histogram in seconds: calls of a backend outside this process's memory, by <see cref="OperationTag"/>.</summary>
    public const string BackendDurationMetric = "cachekit.backend.duration";

    /// <summary>Counter in bytes: payloads read from and written to a backend outside this process's memory, by <see cref="DirectionTag"/>.</summary>
    public const string BackendBytesMetric = "cachekit.backend.io";

    /// <summary>Up-down counter: 1 while the circuit breaker keeps calls from a server that is away, else 0.</summary>
    public const string CircuitOpenMetric = "cachekit.circuit.open";

    /// <summary>Up-down counter: removals lost to an outage that are still to be carried out.</summary>
    public const string LostRemovalsMetric = "cachekit.lost_removals";

    /// <summary>Counter: requests that the page cache looked at, by <see cref="PageOutcomeTag"/>.</summary>
    public const string PageRequestsMetric = "cachekit.page.requests";

    /// <summary>Tag: the alias.</summary>
    public const string AliasTag = "cache.name";

    /// <summary>Tag: the backend as the configuration names it.</summary>
    public const string BackendTag = "cachekit.backend";

    /// <summary>Tag: the operation, for instance <c>get-many</c>.</summary>
    public const string OperationTag = "cachekit.operation";

    /// <summary>Tag: <c>hit</c> or <c>miss</c>.</summary>
    public const string ResultTag = "cachekit.result";

    /// <summary>Tag: <c>read</c> or <c>write</c>.</summary>
    public const string DirectionTag = "cachekit.io.direction";

    /// <summary>Tag: the full name of the exception that ended a call; only where one did. OpenTelemetry's <c>error.type</c>.</summary>
    public const string ErrorTag = "error.type";

    /// <summary>Tag: what the page cache did, a member of its <c>PageCacheOutcome</c> in lower case with underscores.</summary>
    public const string PageOutcomeTag = "cachekit.page.outcome";

    /// <summary>The prefix of activities: <c>cachekit.</c> and the operation for calls of a backend; and see <see cref="FactoryActivity"/>.</summary>
    public const string ActivityPrefix = "cachekit.";

    /// <summary>The activity of the factory of a get-or-set.</summary>
    public const string FactoryActivity = ActivityPrefix + "factory";
}
