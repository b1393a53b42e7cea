using CacheKit.Concurrency;

namespace CacheKit;

/// <summary>
/// The synchronous twin of every method of <see cref="ICache"/>, for code that cannot await. It is the same call: on
/// backends in this process and on disk (locmem, file, dummy, SQLite) it ends inline; on network backends (Redis,
/// Memcached, PostgreSQL, MySQL) it blocks the calling thread until the server has answered. Prefer the asynchronous
/// methods there: blocked threads are what starves a thread pool under load.
/// </summary>
/// <remarks>
/// Safe under a <see cref="SynchronizationContext"/>: nothing in the call needs the blocked thread back. Only
/// <c>GetOrSet</c> may still have to wait for the factory of another caller; if that factory needs the very thread that
/// waits here, both wait for ever, so do not mix both forms on one key on such a thread. Like their twins, all of them
/// throw what <see cref="ICache"/> says.
/// </remarks>
public static class CacheSyncExtensions
{
    /// <inheritdoc cref="ICache.GetAsync{T}(string, CancellationToken)"/>
    public static T? Get<T>(this ICache cache, string key)
    {
        using var call = BlockingCall.Begin(cache);
        return BlockingCall.End(cache.GetAsync<T>(key));
    }

    /// <inheritdoc cref="ICache.GetAsync{T}(string, T, CancellationToken)"/>
    public static T Get<T>(this ICache cache, string key, T defaultValue)
    {
        using var call = BlockingCall.Begin(cache);
        return BlockingCall.End(cache.GetAsync(key, defaultValue));
    }

    /// <inheritdoc cref="ICache.TryGetAsync{T}"/>
    public static CacheValue<T> TryGet<T>(this ICache cache, string key)
    {
        using var call = BlockingCall.Begin(cache);
        return BlockingCall.End(cache.TryGetAsync<T>(key));
    }

    /// <inheritdoc cref="ICache.SetAsync{T}"/>
    public static void Set<T>(this ICache cache, string key, T value, CacheEntryOptions options = default)
    {
        using var call = BlockingCall.Begin(cache);
        BlockingCall.End(cache.SetAsync(key, value, options));
    }

    /// <inheritdoc cref="ICache.AddAsync{T}"/>
    public static bool Add<T>(this ICache cache, string key, T value, CacheEntryOptions options = default)
    {
        using var call = BlockingCall.Begin(cache);
        return BlockingCall.End(cache.AddAsync(key, value, options));
    }

    /// <summary>
    /// Reads a value, or makes and stores it. One factory per key and type runs at a time in this process; the other
    /// callers wait for its result.
    /// </summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="cache">The cache.</param>
    /// <param name="key">The key.</param>
    /// <param name="factory">Makes the value on a miss, on the calling thread. May use the cache, the same key included.</param>
    /// <param name="options">The timeout; left out, the alias's own.</param>
    public static T GetOrSet<T>(this ICache cache, string key, Func<T> factory, CacheEntryOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        using var call = BlockingCall.Begin(cache);
        return BlockingCall.End(cache.GetOrSetAsync(key, factory, options));
    }

    /// <inheritdoc cref="ICache.GetOrSetValueAsync{T}"/>
    public static T GetOrSetValue<T>(this ICache cache, string key, T value, CacheEntryOptions options = default)
    {
        using var call = BlockingCall.Begin(cache);
        return BlockingCall.End(cache.GetOrSetValueAsync(key, value, options));
    }

    /// <inheritdoc cref="ICache.GetManyAsync{T}"/>
    public static IReadOnlyDictionary<string, T?> GetMany<T>(this ICache cache, IEnumerable<string> keys)
    {
        using var call = BlockingCall.Begin(cache);
        return BlockingCall.End(cache.GetManyAsync<T>(keys));
    }

    /// <inheritdoc cref="ICache.SetManyAsync{T}"/>
    public static IReadOnlyList<string> SetMany<T>(this ICache cache, IEnumerable<KeyValuePair<string, T>> values, CacheEntryOptions options = default)
    {
        using var call = BlockingCall.Begin(cache);
        return BlockingCall.End(cache.SetManyAsync(values, options));
    }

    /// <inheritdoc cref="ICache.TouchAsync"/>
    public static bool Touch(this ICache cache, string key, CacheTimeout timeout = default)
    {
        using var call = BlockingCall.Begin(cache);
        return BlockingCall.End(cache.TouchAsync(key, timeout));
    }

    /// <inheritdoc cref="ICache.DeleteAsync"/>
    public static bool Delete(this ICache cache, string key)
    {
        using var call = BlockingCall.Begin(cache);
        return BlockingCall.End(cache.DeleteAsync(key));
    }

    /// <inheritdoc cref="ICache.DeleteManyAsync"/>
    public static void DeleteMany(this ICache cache, IEnumerable<string> keys)
    {
        using var call = BlockingCall.Begin(cache);
        BlockingCall.End(cache.DeleteManyAsync(keys));
    }

    /// <inheritdoc cref="ICache.ContainsAsync"/>
    public static bool Contains(this ICache cache, string key)
    {
        using var call = BlockingCall.Begin(cache);
        return BlockingCall.End(cache.ContainsAsync(key));
    }

    /// <inheritdoc cref="ICache.IncrementAsync"/>
    public static long Increment(this ICache cache, string key, long delta = 1)
    {
        using var call = BlockingCall.Begin(cache);
        return BlockingCall.End(cache.IncrementAsync(key, delta));
    }

    /// <inheritdoc cref="ICache.DecrementAsync"/>
    public static long Decrement(this ICache cache, string key, long delta = 1)
    {
        using var call = BlockingCall.Begin(cache);
        return BlockingCall.End(cache.DecrementAsync(key, delta));
    }

    /// <inheritdoc cref="ICache.IncrementVersionAsync"/>
    public static int IncrementVersion(this ICache cache, string key, int delta = 1)
    {
        using var call = BlockingCall.Begin(cache);
        return BlockingCall.End(cache.IncrementVersionAsync(key, delta));
    }

    /// <inheritdoc cref="ICache.DecrementVersionAsync"/>
    public static int DecrementVersion(this ICache cache, string key, int delta = 1)
    {
        using var call = BlockingCall.Begin(cache);
        return BlockingCall.End(cache.DecrementVersionAsync(key, delta));
    }

    /// <inheritdoc cref="ICache.GetTimeToLiveAsync"/>
    public static CacheValue<TimeSpan?> GetTimeToLive(this ICache cache, string key)
    {
        using var call = BlockingCall.Begin(cache);
        return BlockingCall.End(cache.GetTimeToLiveAsync(key));
    }

    /// <inheritdoc cref="ICache.RemoveByTagAsync(string, CancellationToken)"/>
    public static void RemoveByTag(this ICache cache, string tag)
    {
        using var call = BlockingCall.Begin(cache);
        BlockingCall.End(cache.RemoveByTagAsync(tag));
    }

    /// <inheritdoc cref="ICache.RemoveByTagAsync(IEnumerable{string}, CancellationToken)"/>
    public static void RemoveByTag(this ICache cache, IEnumerable<string> tags)
    {
        using var call = BlockingCall.Begin(cache);
        BlockingCall.End(cache.RemoveByTagAsync(tags));
    }

    /// <inheritdoc cref="ICache.ClearAsync"/>
    public static void Clear(this ICache cache)
    {
        using var call = BlockingCall.Begin(cache);
        BlockingCall.End(cache.ClearAsync());
    }
}
