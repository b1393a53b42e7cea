using CacheKit.Database.Tests.Servers;
using CacheKit.TestServers;

[assembly: AssemblyFixture(typeof(DatabaseServers))]

namespace CacheKit.Database.Tests.Servers;

/// <summary>One server of each kind for all facts that only need a database of their own.</summary>
public sealed class DatabaseServers : IAsyncDisposable
{
    private int _databases;

    public SharedServer<PostgreSqlServer> PostgreSql { get; } = new(PostgreSqlServer.StartNewAsync);

    public SharedServer<MariaDbServer> MariaDb { get; } = new(MariaDbServer.StartNewAsync);

    /// <summary>A name that no other fact has.</summary>
    public string NextName() => $"fact{Interlocked.Increment(ref _databases)}";

    public async ValueTask DisposeAsync()
    {
        await PostgreSql.DisposeAsync();
        await MariaDb.DisposeAsync();
    }
}
