using System.Data.Common;
using CacheKit.TestServers;
using MySqlConnector;

namespace CacheKit.Database.Tests.Servers;

public sealed class MariaDbServerTests : TestServerFacts<MariaDbServer>
{
    protected override Task<MariaDbServer> StartNewAsync() => MariaDbServer.StartNewAsync();

    // A table of the server's own database is as good as one of another.
    protected override DbConnection Connection(MariaDbServer server) =>
        new MySqlConnection($"{server.For("mysql")};Pooling=false");
}
