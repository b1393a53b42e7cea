using System.Text.Json;
using CacheKit.Benchmarks.Operations;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;

namespace CacheKit.Benchmarks.Stores.Redis;

/// <summary>The framework's <see cref="IDistributedCache"/> on Redis; many are as many calls at once, since it has none for many.</summary>
internal sealed class RedisCacheStore(string configuration) : IObjectStore
{
    private static readonly DistributedCacheEntryOptions _lifetime = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(300) };

    private readonly RedisCache _cache = new(new RedisCacheOptions { Configuration = configuration });

    public string Name => "Caching.StackExchangeRedis";

    public async ValueTask GetAsync(string key) => _ = await _cache.GetAsync(key) ?? throw new InvalidOperationException("A miss.");

    public async ValueTask SetAsync(string key, byte[] value) => await _cache.SetAsync(key, value, _lifetime);

    public async ValueTask GetManyAsync(string[] keys) => await Task.WhenAll(Array.ConvertAll(keys, key => GetAsync(key).AsTask()));

    public async ValueTask SetManyAsync(string[] keys, byte[] value) => await Task.WhenAll(Array.ConvertAll(keys, key => SetAsync(key, value).AsTask()));

    public async ValueTask GetObjectAsync(string key) =>
        _ = JsonSerializer.Deserialize<Profile>(await _cache.GetAsync(key) ?? throw new InvalidOperationException("A miss."));

    public async ValueTask SetObjectAsync(string key, Profile value) => await _cache.SetAsync(key, JsonSerializer.SerializeToUtf8Bytes(value), _lifetime);

    public ValueTask DisposeAsync()
    {
        _cache.Dispose();
        return default;
    }
}
