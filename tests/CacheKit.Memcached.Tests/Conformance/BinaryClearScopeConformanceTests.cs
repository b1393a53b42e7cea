using CacheKit.Conformance;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Conformance;

[BackendUnderTest(Traits)]
public sealed class BinaryClearScopeConformanceTests(BinaryServer server) : ClearScopeConformance, IClassFixture<BinaryServer>
{
    protected override MemcachedClientOptions Options() => server.NewOptions();
}
