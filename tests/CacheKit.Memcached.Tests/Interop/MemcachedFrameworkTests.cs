using CacheKit.Conformance;
using CacheKit.Memcached.Tests.Conformance;
using CacheKit.Memcached.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Memcached.Tests.Interop;

[BackendUnderTest(MemcachedConformance.Traits)]
public sealed class MemcachedFrameworkTests(TcpServer server) : FrameworkFacts.FrameworkFacts, IClassFixture<TcpServer>
{
    public override async ValueTask InitializeAsync()
    {
        await using var store = new MemcachedStore(server.NewOptions());
        await store.EmptyAsync();
    }

    protected override void Configure(IDictionary<string, string?> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings["Backend"] = "memcached";
        settings["Location"] = server.Server.Location;
        settings["Options:Timeout"] = settings["Options:ConnectTimeout"] = "60";
    }

    protected override void Register(ICacheKitBuilder builder) => builder.AddMemcached();
}
