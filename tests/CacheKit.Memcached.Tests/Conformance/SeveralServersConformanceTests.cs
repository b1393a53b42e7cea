using CacheKit.Conformance;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Conformance;

[BackendUnderTest(Traits | BackendTraits.KnowsTimeToLive)]
public sealed class SeveralServersConformanceTests(ThreeServers servers) : MemcachedConformance, IClassFixture<ThreeServers>
{
    protected override MemcachedClientOptions Options() => servers.NewOptions();
}
