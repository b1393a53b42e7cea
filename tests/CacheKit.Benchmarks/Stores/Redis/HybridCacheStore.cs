using CacheKit.Benchmarks.Operations;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Benchmarks.Stores.Redis;

/// <summary>The framework's <see cref="HybridCache"/> over its Redis cache, without its first level: each call goes to the server.</summary>
internal sealed class HybridCacheStore : IObjectStore
{
    private static readonly HybridCacheEntryOptions _store = new() { Expiration = TimeSpan.FromSeconds(300), Flags = HybridCacheEntryFlags.DisableLocalCache };

    private static readonly HybridCacheEntryOptions _look = new() { Flags = HybridCacheEntryFlags.DisableLocalCache | HybridCacheEntryFlags.DisableUnderlyingData };

    private readonly ServiceProvider _container;
    private readonly HybridCache _cache;

    public HybridCacheStore(string configuration)
    {
        var services = new ServiceCollection();
        services.AddStackExchangeRedisCache(options => options.Configuration = configuration);
        services.AddHybridCache();
        _container = services.BuildServiceProvider();
        _cache = _container.GetRequiredService<HybridCache>();
    }

    public string Name => "HybridCache";

    public async ValueTask GetAsync(string key) =>
        _ = await _cache.GetOrCreateAsync(key, static _ => new ValueTask<byte[]?>(default(byte[])), _look) ?? throw new InvalidOperationException("A miss.");

    public ValueTask SetAsync(string key, byte[] value) => _cache.SetAsync(key, value, _store);

    public async ValueTask GetManyAsync(string[] keys) => await Task.WhenAll(Array.ConvertAll(keys, key => GetAsync(key).AsTask()));

    public async ValueTask SetManyAsync(string[] keys, byte[] value) => await Task.WhenAll(Array.ConvertAll(keys, key => SetAsync(key, value).AsTask()));

    public async ValueTask GetObjectAsync(string key) =>
        _ = await _cache.GetOrCreateAsync(key, static _ => new ValueTask<Profile?>(default(Profile)), _look) ?? throw new InvalidOperationException("A miss.");

    public ValueTask SetObjectAsync(string key, Profile value) => _cache.SetAsync(key, value, _store);

    public ValueTask DisposeAsync() => _container.DisposeAsync();
}
