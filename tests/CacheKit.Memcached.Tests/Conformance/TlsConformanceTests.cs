using CacheKit.Conformance;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Conformance;

[BackendUnderTest(Traits | BackendTraits.KnowsTimeToLive)]
public sealed class TlsConformanceTests(TlsServer server) : MemcachedConformance, IClassFixture<TlsServer>
{
    protected override MemcachedClientOptions Options() => server.NewOptions();
}
