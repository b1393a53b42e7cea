using System.Text;
using CacheKit.Keys;
using CacheKit.Memcached.Routing;

namespace CacheKit.Memcached.Generations;

/// <summary>
/// A key of a cache with the generation of its server: <c>prefix:version:name@generation</c>. Which server has it, the key says
/// that callers know.
/// </summary>
/// <param name="Route">That key.</param>
/// <param name="Server">The server.</param>
/// <param name="Key">The key on it.</param>
/// <param name="Generation">The generation.</param>
internal readonly record struct KeyInGeneration(KeyRoute Route, ServerNode Server, MemcachedKey Key, string Generation)
{
    private const int LongestKey = MemcachedKey.MaximumLength - 1 - PrefixGenerations.Length;

    /// <summary>Refuses what no server could hold.</summary>
    /// <exception cref="InvalidCacheKeyException">The key is too long, or holds what it must not.</exception>
    public static KeyRoute Check(CacheKey key)
    {
        MemcachedKey known = key;
        known.Check();
        int length = Encoding.UTF8.GetByteCount(key.Scope) + Encoding.UTF8.GetByteCount(key.Name);
        return length <= LongestKey
            ? new(known)
            : throw new InvalidCacheKeyException(
                key.ToString(), $"With Options:ClearScope = prefix memcached takes keys of {LongestKey} bytes, since the rest is the generation's; {KeyDisplay.Show(key.ToString(), logKeys: true)} has {length}.");
    }

    public static KeyInGeneration Of(CacheKey key, KeyRoute route, ServerNode server, string generation) =>
        new(route, server, MemcachedKey.Beside(key.Scope, $"{key.Name}@{generation}", route), generation);
}
