using CacheKit.Interop;
using Microsoft.Extensions.Caching.Distributed;

namespace CacheKit;

/// <summary>A configured cache as the interfaces that .NET's own libraries ask for (docs/interop.md).</summary>
public static class CacheInteropExtensions
{
    /// <summary>
    /// This cache as <see cref="IDistributedCache"/> and <see cref="IBufferDistributedCache"/>. Its entries lie in the cache,
    /// apart from all values of <see cref="ICache"/>. One that is given no expiry never expires, whatever the alias's
    /// <c>Timeout</c>; of two absolute expiries the earlier counts; one in the past throws
    /// <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    /// <param name="cache">The cache.</param>
    public static IBufferDistributedCache AsDistributedCache(this ICache cache)
    {
        ArgumentNullException.ThrowIfNull(cache);
        return new AliasDistributedCache(() => cache, cache.Alias);
    }

    /// <summary>As <see cref="AsDistributedCache(ICache)"/>, of one alias.</summary>
    /// <param name="caches">The caches.</param>
    /// <param name="alias">The alias.</param>
    /// <exception cref="KeyNotFoundException">There is no such alias.</exception>
    public static IBufferDistributedCache AsDistributedCache(this ICaches caches, string alias)
    {
        ArgumentNullException.ThrowIfNull(caches);
        return caches[alias].AsDistributedCache();
    }
}
