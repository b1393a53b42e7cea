using Microsoft.Extensions.Logging;

namespace CacheKit.Configuration;

/// <summary>The log messages of the configuration, each with its own event id; docs/operations.md lists them.</summary>
internal static partial class ConfigurationLog
{
    public const string Category = "CacheKit.Configuration";

    [LoggerMessage(1101, LogLevel.Information, "Cache '{Alias}' uses {Backend}.")]
    public static partial void Uses(ILogger logger, string alias, string backend);

    [LoggerMessage(1102, LogLevel.Information, "Cache '{Alias}' uses {Backend} at {Location}.")]
    public static partial void UsesAt(ILogger logger, string alias, string backend, string location);

    [LoggerMessage(1103, LogLevel.Information, "Cache '{Alias}': {Backend} ignores {Settings}.")]
    public static partial void Ignores(ILogger logger, string alias, string backend, string settings);

    [LoggerMessage(1104, LogLevel.Warning, "The cache backend {Backend} could not be closed.")]
    public static partial void NotClosed(ILogger logger, string backend, Exception exception);
}
