using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.Fragments;

/// <summary>The log messages of cached fragments, each with its own event id; docs/operations.md lists them.</summary>
internal static partial class FragmentLog
{
    [LoggerMessage(3001, LogLevel.Warning, "The fragment '{Fragment}' in '{View}' varies by user, but the signed-in user has none of the claims {Claims}: it is rendered without the cache.")]
    public static partial void UserWithoutId(ILogger logger, string fragment, string view, IEnumerable<string> claims);
}
