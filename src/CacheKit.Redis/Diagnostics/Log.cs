using Microsoft.Extensions.Logging;

namespace CacheKit.Redis.Diagnostics;

/// <summary>
/// The log messages of this assembly, each with its own event id; docs/operations.md lists them. All of them in one class:
/// of several the source generator writes now one first, now the other, and the build would not be deterministic.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(1201, LogLevel.Error, "Cache '{Alias}' has no connection to {Server}. {Problem} The application goes on without it, and it is tried again until it answers.")]
    public static partial void Disconnected(ILogger logger, string alias, string server, string problem);

    [LoggerMessage(1202, LogLevel.Information, "Cache '{Alias}' is connected to {Server} again.")]
    public static partial void Connected(ILogger logger, string alias, string server);

    [LoggerMessage(1203, LogLevel.Information, "Cache '{Alias}': these settings have no effect: {Settings}.")]
    public static partial void WithoutEffect(ILogger logger, string alias, string settings);

    [LoggerMessage(1204, LogLevel.Warning, "Cache '{Alias}': the client of Redis met a fault of its own at {Origin}; it goes on. Said once a minute at most.")]
    public static partial void ClientFault(ILogger logger, string alias, string origin, Exception exception);

    [LoggerMessage(1205, LogLevel.Warning, "Cache '{Alias}' reads from the leader, and from replicas only when that cannot be reached: {Problem}. Replicas are read again when all that are connected answer and copy the leader.")]
    public static partial void ReplicasLeftOut(ILogger logger, string alias, string problem);

    [LoggerMessage(1206, LogLevel.Information, "Cache '{Alias}' reads from the replicas again.")]
    public static partial void ReplicasRead(ILogger logger, string alias);
}
