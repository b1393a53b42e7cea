using CacheKit.Conformance;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Conformance;

[BackendUnderTest(Traits)]
public sealed class BinaryConformanceTests(BinaryServer server) : MemcachedConformance, IClassFixture<BinaryServer>
{
    protected override MemcachedClientOptions Options() => server.NewOptions();
}
