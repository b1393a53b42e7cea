using CacheKit.Memcached.Errors;
using CacheKit.Memcached.Transport;
using Microsoft.Extensions.Logging;

namespace CacheKit.Memcached.Diagnostics;

/// <summary>Tells the log when a server of an alias is lost and when it is there again, once for each change.</summary>
internal sealed class ServerLog(string alias, ILogger logger) : IServerWatch
{
    public void Lost(string server, string reason, Exception? cause) => Log.Lost(logger, alias, server, MemcachedErrors.Describe(reason, cause));

    public void Found(string server) => Log.Found(logger, alias, server);
}
