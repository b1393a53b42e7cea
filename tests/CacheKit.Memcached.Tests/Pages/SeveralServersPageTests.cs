using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Pages;

public sealed class SeveralServersPageTests(ThreeServers servers) : MemcachedPageFacts, IClassFixture<ThreeServers>
{
    protected override string Location => servers.Location;
}
