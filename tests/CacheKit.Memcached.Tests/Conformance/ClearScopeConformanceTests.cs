using CacheKit.Conformance;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Conformance;

[BackendUnderTest(Traits | BackendTraits.KnowsTimeToLive)]
public sealed class ClearScopeConformanceTests(TcpServer server) : ClearScopeConformance, IClassFixture<TcpServer>
{
    protected override MemcachedClientOptions Options() => server.NewOptions();
}
