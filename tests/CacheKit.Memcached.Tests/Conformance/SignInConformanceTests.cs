using CacheKit.Conformance;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Conformance;

[BackendUnderTest(Traits | BackendTraits.KnowsTimeToLive)]
public sealed class SignInConformanceTests(SignInServer server) : MemcachedConformance, IClassFixture<SignInServer>
{
    protected override MemcachedClientOptions Options() => server.NewOptions();
}
