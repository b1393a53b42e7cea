using Microsoft.Extensions.Caching.Distributed;

namespace CacheKit.Tests.Backends.Distributed;

/// <summary>A distributed cache of arrays that notes the lifetimes it is given, and fails when told to.</summary>
internal sealed class WatchedDistributedCache(IDistributedCache inner) : IDistributedCache
{
    public List<TimeSpan?> Lifetimes { get; } = [];

    public Exception? Failure { get; init; }

    public byte[]? Get(string key) => inner.Get(key);

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        Failure is null ? inner.GetAsync(key, token) : Task.FromException<byte[]?>(Failure);

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => inner.Set(key, value, options);

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        Lifetimes.Add(options.AbsoluteExpirationRelativeToNow);
        return inner.SetAsync(key, value, options, token);
    }

    public void Refresh(string key) => inner.Refresh(key);

    public Task RefreshAsync(string key, CancellationToken token = default) => inner.RefreshAsync(key, token);

    public void Remove(string key) => inner.Remove(key);

    public Task RemoveAsync(string key, CancellationToken token = default) => inner.RemoveAsync(key, token);
}
