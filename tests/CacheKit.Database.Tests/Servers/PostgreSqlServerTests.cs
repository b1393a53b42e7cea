using System.Data.Common;
using CacheKit.TestServers;
using Npgsql;

namespace CacheKit.Database.Tests.Servers;

public sealed class PostgreSqlServerTests : TestServerFacts<PostgreSqlServer>
{
    protected override Task<PostgreSqlServer> StartNewAsync() => PostgreSqlServer.StartNewAsync();

    protected override DbConnection Connection(PostgreSqlServer server) =>
        new NpgsqlConnection($"{server.ConnectionString};Pooling=false");
}
