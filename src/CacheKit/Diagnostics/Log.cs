using Microsoft.Extensions.Logging;

namespace CacheKit.Diagnostics;

/// <summary>The log messages of the caches, each with its own event id; docs/operations.md lists them.</summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Warning, "Cache '{Alias}': the key {Key} is not portable: {Fault}. It works here; memcached would refuse it.")]
    public static partial void KeyWarning(ILogger logger, string alias, string key, string fault);

    [LoggerMessage(1002, LogLevel.Warning, "Cache '{Alias}': the value under {Key} cannot be read as {Type} and counts as a miss: {Reason}")]
    public static partial void Unreadable(ILogger logger, string alias, string key, Type type, string reason);

    [LoggerMessage(1003, LogLevel.Warning, "Cache '{Alias}' failed to carry out '{Operation}'; the value was made without it.")]
    public static partial void WentOnWithoutCache(ILogger logger, string alias, string operation, Exception exception);
}
