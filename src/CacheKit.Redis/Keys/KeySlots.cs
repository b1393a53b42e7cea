using StackExchange.Redis;

namespace CacheKit.Redis.Keys;

/// <summary>Divides the keys of one call among commands: a cluster takes only keys of one slot in a command.</summary>
internal static class KeySlots
{
    /// <summary>Whether the servers are a cluster, as far as is known.</summary>
    public static bool AreUsed(IDatabase database) => database.Multiplexer.HashSlot("key") >= 0;

    /// <summary>Whether one command can take two keys.</summary>
    public static bool AreShared(IDatabase database, RedisKey one, RedisKey other) =>
        database.Multiplexer.HashSlot(one) == database.Multiplexer.HashSlot(other);

    /// <summary>The places of keys, those together that one command can take.</summary>
    public static int[][] Divide(IDatabase database, RedisKey[] keys) =>
    [
        .. Enumerable.Range(0, keys.Length)
            .GroupBy(place => database.Multiplexer.HashSlot(keys[place]))
            .Select(static slot => slot.ToArray()),
    ];
}
