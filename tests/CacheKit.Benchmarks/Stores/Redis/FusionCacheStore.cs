using CacheKit.Benchmarks.Candidates;
using CacheKit.Benchmarks.Operations;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using ZiggyCreatures.Caching.Fusion;

namespace CacheKit.Benchmarks.Stores.Redis;

/// <summary>FusionCache over the framework's Redis cache, without its first level: each call goes to the server.</summary>
internal sealed class FusionCacheStore : IObjectStore
{
    private readonly RedisCache _server;
    private readonly FusionCache _cache;

    public FusionCacheStore(string configuration)
    {
        _server = new(new RedisCacheOptions { Configuration = configuration });
        _cache = new(new FusionCacheOptions
        {
            EnableAutoRecovery = false,
            DefaultEntryOptions = new(TimeSpan.FromSeconds(300)) { SkipMemoryCacheRead = true, SkipMemoryCacheWrite = true },
        });
        _cache.SetupSerializer(new FusionCacheJsonSerializer());
        _cache.SetupDistributedCache(_server);
    }

    public string Name => "FusionCache";

    public async ValueTask GetAsync(string key) => _ = await _cache.GetOrDefaultAsync<byte[]>(key) ?? throw new InvalidOperationException("A miss.");

    public ValueTask SetAsync(string key, byte[] value) => _cache.SetAsync(key, value);

    public async ValueTask GetManyAsync(string[] keys) => await Task.WhenAll(Array.ConvertAll(keys, key => GetAsync(key).AsTask()));

    public async ValueTask SetManyAsync(string[] keys, byte[] value) => await Task.WhenAll(Array.ConvertAll(keys, key => SetAsync(key, value).AsTask()));

    public async ValueTask GetObjectAsync(string key) => _ = await _cache.GetOrDefaultAsync<Profile>(key) ?? throw new InvalidOperationException("A miss.");

    public ValueTask SetObjectAsync(string key, Profile value) => _cache.SetAsync(key, value);

    public ValueTask DisposeAsync()
    {
        _cache.Dispose();
        _server.Dispose();
        return default;
    }
}
