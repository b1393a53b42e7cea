using CacheKit.TestServers;
using CacheKit.Tool.Tests.Servers;

[assembly: AssemblyFixture(typeof(DatabaseServers))]

namespace CacheKit.Tool.Tests.Servers;

/// <summary>One server of each kind for all facts, started when the first one asks for it.</summary>
public sealed class DatabaseServers : IAsyncDisposable
{
    private readonly SharedServer<PostgreSqlServer> _postgreSql = new(PostgreSqlServer.StartNewAsync);
    private readonly SharedServer<MariaDbServer> _mariaDb = new(MariaDbServer.StartNewAsync);
    private int _databases;

    /// <summary>Makes a database of its own.</summary>
    /// <param name="backend">The backend that is to use it.</param>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string backend)
    {
        var name = $"tool{Interlocked.Increment(ref _databases)}";
        return backend == "postgresql"
            ? await (await _postgreSql.GetAsync()).CreateDatabaseAsync(name)
            : await (await _mariaDb.GetAsync()).CreateDatabaseAsync(name);
    }

    public async ValueTask DisposeAsync()
    {
        await _postgreSql.DisposeAsync();
        await _mariaDb.DisposeAsync();
    }
}
