using Microsoft.Extensions.Logging;

namespace CacheKit.Diagnostics;

/// <summary>
/// The log messages of this assembly, each with its own event id; docs/operations.md lists them. All of them in one class:
/// of several the source generator writes now one first, now the other, and the build would not be deterministic.
/// </summary>
internal static partial class Log
{
    /// <summary>The category of what is logged when the caches are made and closed.</summary>
    public const string ConfigurationCategory = "CacheKit.Configuration";

    [LoggerMessage(1001, LogLevel.Warning, "Cache '{Alias}': the key {Key} is not portable: {Fault}. It works here; memcached would refuse it.")]
    public static partial void KeyWarning(ILogger logger, string alias, string key, string fault);

    [LoggerMessage(1002, LogLevel.Warning, "Cache '{Alias}': the value under {Key} cannot be read as {Type} and counts as a miss: {Reason}")]
    public static partial void Unreadable(ILogger logger, string alias, string key, Type type, string reason);

    /// <summary>Tells that a value was made without the cache: loudly, but not for every call while the server is known to be away.</summary>
    public static void WentOnWithoutCache(ILogger logger, CacheBackendException failure) =>
        WentOnWithoutCache(logger, failure.WasNotAsked ? LogLevel.Debug : LogLevel.Warning, failure.Alias, failure.Operation, failure);

    [LoggerMessage(EventId = 1003, Message = "Cache '{Alias}' failed to carry out '{Operation}'; the value was made without it.")]
    private static partial void WentOnWithoutCache(ILogger logger, LogLevel level, string alias, string operation, Exception exception);

    /// <summary>Tells that an operation was forgiven (<c>Options:OnFailure</c>), as loudly.</summary>
    public static void WentOnAsIfEmpty(ILogger logger, CacheBackendException failure) =>
        WentOnAsIfEmpty(logger, failure.WasNotAsked ? LogLevel.Debug : LogLevel.Warning, failure.Alias, failure.Operation, failure);

    [LoggerMessage(EventId = 1004, Message = "Cache '{Alias}' failed to carry out '{Operation}' and behaves as if it were empty (Options:OnFailure is miss).")]
    private static partial void WentOnAsIfEmpty(ILogger logger, LogLevel level, string alias, string operation, Exception exception);

    [LoggerMessage(1010, LogLevel.Warning, "Cache '{Alias}': the factory of {Key} failed; the expired value is returned, and for {Seconds} seconds the "
        + "factory is not run again.")]
    public static partial void StaleAfterFailure(ILogger logger, string alias, string key, double seconds, Exception exception);

    [LoggerMessage(1020, LogLevel.Error, "Cache '{Alias}': {Server} could not be reached {Count} times in a row. Calls fail at once, and it is tried "
        + "again in {Seconds} seconds and from then on.")]
    public static partial void CircuitOpened(ILogger logger, string alias, string server, int count, double seconds, Exception exception);

    [LoggerMessage(1021, LogLevel.Information, "Cache '{Alias}': {Server} answers again.")]
    public static partial void CircuitClosed(ILogger logger, string alias, string server);

    [LoggerMessage(1030, LogLevel.Information, "Cache '{Alias}': what an outage had kept from being removed is removed: {Count} keys{Clear}.")]
    public static partial void RemovalsCarriedOut(ILogger logger, string alias, int count, string clear);

    [LoggerMessage(1031, LogLevel.Warning, "Cache '{Alias}': what an outage has kept from being removed could not be removed yet. Until it is, those "
        + "entries are not read; none is while all of them are to be cleared. (Said once.)")]
    public static partial void RemovalsNotCarriedOut(ILogger logger, string alias, Exception exception);

    [LoggerMessage(1032, LogLevel.Warning, "Cache '{Alias}': an outage has kept more than {Limit} entries from being removed. When its server is back, "
        + "{What} is cleared before it is read again.")]
    public static partial void TooManyLost(ILogger logger, string alias, int limit, string what);

    [LoggerMessage(1033, LogLevel.Warning, "Cache '{Alias}': the server refuses to remove {Count} entries, the first {Key}, which a failed write "
        + "should have replaced or removed, while it carries out other writes. They stay as they are there, and are read again.")]
    public static partial void RemovalsRefused(ILogger logger, string alias, int count, string key, Exception exception);

    [LoggerMessage(1101, LogLevel.Information, "Cache '{Alias}' uses {Backend}.")]
    public static partial void Uses(ILogger logger, string alias, string backend);

    [LoggerMessage(1102, LogLevel.Information, "Cache '{Alias}' uses {Backend} at {Location}.")]
    public static partial void UsesAt(ILogger logger, string alias, string backend, string location);

    [LoggerMessage(1103, LogLevel.Information, "Cache '{Alias}': {Backend} ignores {Settings}.")]
    public static partial void Ignores(ILogger logger, string alias, string backend, string settings);

    [LoggerMessage(1104, LogLevel.Warning, "The cache backend {Backend} could not be closed.")]
    public static partial void NotClosed(ILogger logger, string backend, Exception exception);

    [LoggerMessage(1110, LogLevel.Information, "The configuration has changed: {Changes}.")]
    public static partial void Reloaded(ILogger logger, string changes);

    [LoggerMessage(1111, LogLevel.Error, "The configuration has changed, but is wrong; the settings stay as they were. {Problem}")]
    public static partial void ReloadRefused(ILogger logger, string problem, Exception? exception);

    [LoggerMessage(1112, LogLevel.Warning, "The configuration has changed where the application must be started again to take it: {Settings}. Until "
        + "then it goes by what was there at its start.")]
    public static partial void ReloadWaits(ILogger logger, string settings);

    [LoggerMessage(1130, LogLevel.Warning, "Cache '{Alias}': the directory {Directory} could not be swept. Entries that have expired stay until they "
        + "are asked for or culled.")]
    public static partial void NotSwept(ILogger logger, string alias, string directory, Exception exception);
}
