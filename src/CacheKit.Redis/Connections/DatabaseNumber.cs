using CacheKit.Redis.Errors;
using StackExchange.Redis;

namespace CacheKit.Redis.Connections;

/// <summary>Whether the servers have the database of an alias, as far as they are connected and have said how many they have.</summary>
internal static class DatabaseNumber
{
    /// <summary>Looks at a fresh connection; what comes to light later, each call tells.</summary>
    /// <param name="multiplexer">The connection.</param>
    /// <param name="database">The database's number; negative for the one that the multiplexer was configured with.</param>
    /// <exception cref="RedisOutageException">They do not have it.</exception>
    public static void Check(IConnectionMultiplexer multiplexer, int database)
    {
        foreach (var server in multiplexer.GetServers().Where(static server => server.IsConnected))
        {
            if (server.ServerType == ServerType.Cluster && database > 0)
                throw new RedisOutageException(RedisErrors.OneDatabaseText, null);
            if (server.DatabaseCount is > 0 and var count && database >= count)
                throw new RedisOutageException(RedisErrors.NoDatabaseText(database, count), null);
        }
    }
}
