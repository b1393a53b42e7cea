using CacheKit.Conformance;
using CacheKit.Redis.Tests.Servers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Redis.Tests.Interop;

// The backend "distributed" over the framework's own cache on Redis, which cuts times down to whole seconds.
[BackendUnderTest(BackendTraits.StoresAnything | BackendTraits.KnowsTimeToLive | BackendTraits.SharedAcrossProcesses | BackendTraits.CannotClear)]
public sealed class DistributedOverRedisCacheTests(RedisServers servers) : CacheConformance
{
    private RedisCache _cache = null!;

    public override async ValueTask InitializeAsync()
    {
        var connection = await servers.Tcp.GetAsync();
        _cache = new(new RedisCacheOptions { Configuration = $"{connection.Configuration},defaultDatabase={servers.NextDatabase()}" });
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _cache.Dispose();
    }

    protected override void Configure(IDictionary<string, string?> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings["Backend"] = "distributed";
        settings["Location"] = "redis";
    }

    protected override void Register(ICacheKitBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddKeyedSingleton<IDistributedCache>("redis", _cache);
    }
}
