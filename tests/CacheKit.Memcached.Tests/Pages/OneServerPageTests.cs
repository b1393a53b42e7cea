using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Pages;

public sealed class OneServerPageTests(TcpServer server) : MemcachedPageFacts, IClassFixture<TcpServer>
{
    protected override string Location => server.Server.Location;
}
