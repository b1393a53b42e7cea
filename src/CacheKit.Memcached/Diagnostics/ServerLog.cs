using CacheKit.Memcached.Errors;
using Microsoft.Extensions.Logging;

namespace CacheKit.Memcached.Diagnostics;

/// <summary>Tells the log when a server of an alias is lost and when it is there again, and when it lets fewer connections in.</summary>
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

    /// <summary>A server that serves lets fewer connections in than it should.</summary>
    /// <param name="failure">What the next one met.</param>
    /// <param name="open">How many there are.</param>
    /// <param name="wanted">How many there should be.</param>
    public void TooFew(MemcachedUnavailableException failure, int open, int wanted) =>
        Log.TooFewConnections(logger, alias, MemcachedErrors.Describe(failure.Message, failure.InnerException), open, wanted);

    /// <summary>All connections are there again.</summary>
    /// <param name="server">The server's name.</param>
    /// <param name="wanted">How many.</param>
    public void Complete(string server, int wanted) => Log.AllConnections(logger, alias, server, wanted);
}
