using CacheKit.Conformance;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Conformance;

[BackendUnderTest(Traits | BackendTraits.KnowsTimeToLive)]
public sealed class UnixSocketConformanceTests(SocketServer server) : MemcachedConformance, IClassFixture<SocketServer>
{
    protected override MemcachedClientOptions Options() => server.NewOptions();
}
