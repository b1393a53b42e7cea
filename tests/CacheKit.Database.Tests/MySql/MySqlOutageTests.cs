using CacheKit.Database.Tests.Servers;
using CacheKit.TestServers;

namespace CacheKit.Database.Tests.MySql;

public sealed class MySqlOutageTests() : ServerOutageFacts<MariaDbServer>(new MySqlKind())
{
    protected override string ConnectionString => Server.For("facts");

    protected override string MissingDatabase => Server.For("nowhere");

    protected override async Task<MariaDbServer> StartNewAsync()
    {
        var server = await MariaDbServer.StartNewAsync();
        await server.CreateDatabaseAsync("facts");
        return server;
    }
}
