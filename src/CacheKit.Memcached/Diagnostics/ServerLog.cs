using CacheKit.Memcached.Errors;
using Microsoft.Extensions.Logging;

namespace CacheKit.Memcached.Diagnostics;

/// <summary>Tells the log when a server of an alias is lost and when it is there again.</summary>
/// <param name="alias">The alias.</param>
/// <param name="logger">The log.</param>
internal sealed class ServerLog(string alias, ILogger logger)
{
    /// <summary>A server that could be reached, or was never tried, cannot be reached.</summary>
    /// <param name="server">Its name.</param>
    /// <param name="reason">Why, as a sentence about the server.</param>
    /// <param name="cause">What the network or the system said.</param>
    public void Lost(string server, string reason, Exception? cause) => Log.Lost(logger, alias, server, MemcachedErrors.Describe(reason, cause));

    /// <summary>A server that was lost answers again.</summary>
    /// <param name="server">Its name.</param>
    public void Found(string server) => Log.Found(logger, alias, server);
}
