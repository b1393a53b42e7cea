using Microsoft.Extensions.Caching.Distributed;

namespace CacheKit.Benchmarks.Stores;

/// <summary>A peer that is an <see cref="IDistributedCache"/>, which has no calls for many: they are as many calls.</summary>
internal sealed class DistributedCacheStore(string name, IDistributedCache cache) : IStore
{
    private static readonly DistributedCacheEntryOptions _lifetime = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(300) };

    public string Name => name;

    public async ValueTask GetAsync(string key) => _ = await cache.GetAsync(key) ?? throw new InvalidOperationException("A miss.");

    public async ValueTask SetAsync(string key, byte[] value) => await cache.SetAsync(key, value, _lifetime);

    public async ValueTask GetManyAsync(string[] keys)
    {
        foreach (string key in keys)
            await GetAsync(key);
    }

    public async ValueTask SetManyAsync(string[] keys, byte[] value)
    {
        foreach (string key in keys)
            await SetAsync(key, value);
    }

    public ValueTask DisposeAsync()
    {
        (cache as IDisposable)?.Dispose();
        return default;
    }
}
