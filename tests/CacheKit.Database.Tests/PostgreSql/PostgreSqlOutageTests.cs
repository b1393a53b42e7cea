using CacheKit.Database.Tests.Servers;
using CacheKit.TestServers;

namespace CacheKit.Database.Tests.PostgreSql;

public sealed class PostgreSqlOutageTests() : ServerOutageFacts<PostgreSqlServer>(new PostgreSqlKind())
{
    protected override string ConnectionString => Server.ConnectionString;

    protected override string MissingDatabase => Server.For("nowhere");

    protected override Task<PostgreSqlServer> StartNewAsync() => PostgreSqlServer.StartNewAsync();
}
