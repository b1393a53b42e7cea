using Microsoft.Extensions.Logging;

namespace CacheKit.Memcached.Diagnostics;

/// <summary>
/// The log messages of this assembly, each with its own event id; docs/operations.md lists them. All of them in one class:
/// of several the source generator writes now one first, now the other, and the build would not be deterministic.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(1040, LogLevel.Error, "Cache '{Alias}': {Server} cannot be reached: {Problem}. The application goes on without it, and it is tried again until it answers.")]
    public static partial void Lost(ILogger logger, string alias, string server, string problem);

    [LoggerMessage(1041, LogLevel.Information, "Cache '{Alias}': {Server} answers again.")]
    public static partial void Found(ILogger logger, string alias, string server);

    [LoggerMessage(1042, LogLevel.Information, "Cache '{Alias}': these settings have no effect: {Settings}.")]
    public static partial void WithoutEffect(ILogger logger, string alias, string settings);

    [LoggerMessage(1043, LogLevel.Warning, "Cache '{Alias}': {Problem}. It is used over {Open} of the {Wanted} connections that Options:Connections asks for, and the others are tried again until they are there.")]
    public static partial void TooFewConnections(ILogger logger, string alias, string problem, int open, int wanted);

    [LoggerMessage(1044, LogLevel.Information, "Cache '{Alias}': {Server} is used over all {Wanted} connections again.")]
    public static partial void AllConnections(ILogger logger, string alias, string server, int wanted);
}
