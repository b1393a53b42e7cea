using CacheKit.Database.Tests.Servers;
using CacheKit.TestServers;

[assembly: AssemblyFixture(typeof(DatabaseServers))]

namespace CacheKit.Database.Tests.Servers;

/// <summary>One server of each kind for all facts that only need a database of their own.</summary>
public sealed class DatabaseServers : IAsyncDisposable
{
    private readonly Lazy<Task<string>> _mariaDbDatabase;
    private int _databases;

    public DatabaseServers() => _mariaDbDatabase = new(async () => await (await MariaDb.GetAsync()).CreateDatabaseAsync("facts"));

    public SharedServer<PostgreSqlServer> PostgreSql { get; } = new(PostgreSqlServer.StartNewAsync);

    public SharedServer<MariaDbServer> MariaDb { get; } = new(MariaDbServer.StartNewAsync);

    /// <summary>The connection string of a database for tables.</summary>
    public Task<string> MariaDbDatabaseAsync() => _mariaDbDatabase.Value;

    /// <summary>A name that no other fact has.</summary>
    public string NextName() => $"fact{Interlocked.Increment(ref _databases)}";

    public async ValueTask DisposeAsync()
    {
        await PostgreSql.DisposeAsync();
        await MariaDb.DisposeAsync();
    }
}
