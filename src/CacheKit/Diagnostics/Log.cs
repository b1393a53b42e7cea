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

    [LoggerMessage(EventId = 1003, Message = "Cache '{Alias}' failed to carry out '{Operation}'; the value was made without it.")]
    public static partial void WentOnWithoutCache(ILogger logger, LogLevel level, string alias, string operation, Exception exception);

    [LoggerMessage(1010, LogLevel.Warning, "Cache '{Alias}': the factory of {Key} failed; the expired value is returned, and for {Seconds} seconds the factory is not run again.")]
    public static partial void StaleAfterFailure(ILogger logger, string alias, string key, double seconds, Exception exception);

    [LoggerMessage(1020, LogLevel.Error, "Cache '{Alias}': {Server} could not be reached {Count} times in a row. Calls fail at once, and it is tried again in {Seconds} seconds and from then on.")]
    public static partial void CircuitOpened(ILogger logger, string alias, string server, int count, double seconds, Exception exception);

    [LoggerMessage(1021, LogLevel.Information, "Cache '{Alias}': {Server} answers again.")]
    public static partial void CircuitClosed(ILogger logger, string alias, string server);

    [LoggerMessage(1101, LogLevel.Information, "Cache '{Alias}' uses {Backend}.")]
    public static partial void Uses(ILogger logger, string alias, string backend);

    [LoggerMessage(1102, LogLevel.Information, "Cache '{Alias}' uses {Backend} at {Location}.")]
    public static partial void UsesAt(ILogger logger, string alias, string backend, string location);

    [LoggerMessage(1103, LogLevel.Information, "Cache '{Alias}': {Backend} ignores {Settings}.")]
    public static partial void Ignores(ILogger logger, string alias, string backend, string settings);

    [LoggerMessage(1104, LogLevel.Warning, "The cache backend {Backend} could not be closed.")]
    public static partial void NotClosed(ILogger logger, string backend, Exception exception);
}
