using CacheKit.Conformance.Distributed;
using CacheKit.Memcached.Tests.Conformance;
using CacheKit.Memcached.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Memcached.Tests.Interop;

// As MemcachedConformance: time that passes is added to the clock of the cache and to that of the server.
public sealed class MemcachedDistributedCacheTests(TcpServer server) : AliasDistributedCacheConformance, IClassFixture<TcpServer>
{
    private MemcachedStore _store = null!;

    public override async ValueTask InitializeAsync()
    {
        _store = new(server.NewOptions());
        await _store.EmptyAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _store.DisposeAsync();
    }

    protected override void Configure(IDictionary<string, string?> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings["Backend"] = "memcached";
        settings["Location"] = server.Server.Location;
        // Its clock is moved by minutes at once.
        settings["Options:Timeout"] = settings["Options:ConnectTimeout"] = "36000";
    }

    protected override void Register(ICacheKitBuilder builder) => builder.AddMemcached();

    protected override async ValueTask PassAsync(TimeSpan time)
    {
        await base.PassAsync(time);
        await _store.AgeAsync(time);
    }
}
