using CacheKit.Conformance.Distributed;
using CacheKit.Redis.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Redis.Tests.Interop;

// As RedisConformance: time that passes is added to the clock of the cache and to that of the server.
public sealed class RedisDistributedCacheTests(RedisServers servers) : AliasDistributedCacheConformance
{
    private const string Name = "redis-server";

    private RedisStore _store = null!;

    public override async ValueTask InitializeAsync() => _store = new(await servers.Tcp.GetAsync(), servers.NextDatabase());

    protected override void Configure(IDictionary<string, string?> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings["Backend"] = Name;
    }

    protected override void Register(ICacheKitBuilder builder) =>
        builder.AddBackend(Name, context => _store.NewBackend(context.TimeProvider));

    protected override async ValueTask PassAsync(TimeSpan time)
    {
        await base.PassAsync(time);
        await _store.AgeAsync(time);
    }
}
