using System.Runtime.CompilerServices;
using CacheKit.Keys;
using StackExchange.Redis;

namespace CacheKit.Redis.Keys;

/// <summary>Final keys as the server knows them: their UTF-8, scope and name handed to the client apart.</summary>
internal static class RedisKeys
{
    // An alias has one string for the scope of each version, so that it is found again by reference; it goes with its alias.
    private static readonly ConditionalWeakTable<string, byte[]> _scopes = [];

    // hot path: no allocation
    public static RedisKey Of(CacheKey key) => Of(ScopeOf(key), key.Name);

    public static RedisKey[] Of(ReadOnlySpan<CacheKey> keys)
    {
        var made = new RedisKey[keys.Length];
        byte[]? scope = null;
        for (int place = 0; place < keys.Length; place++)
        {
            // All of one call have one scope, as a rule.
            if (place == 0 || !ReferenceEquals(keys[place].Scope, keys[place - 1].Scope))
                scope = ScopeOf(keys[place]);
            made[place] = Of(scope, keys[place].Name);
        }

        return made;
    }

    /// <summary>The final key that a key of the server stands for.</summary>
    public static string TextOf(RedisKey key) => WideUtf8.GetString((byte[])key!);

    /// <summary>What SCAN matches when a key begins with a prefix.</summary>
    public static byte[] PatternOf(string prefix)
    {
        var pattern = new List<byte>();
        foreach (byte character in WideUtf8.GetBytes(prefix))
        {
            if (character is (byte)'*' or (byte)'?' or (byte)'[' or (byte)']' or (byte)'\\')
                pattern.Add((byte)'\\');
            pattern.Add(character);
        }

        return [.. pattern, (byte)'*'];
    }

    private static byte[]? ScopeOf(CacheKey key) =>
        key.Scope.Length == 0 ? null : _scopes.GetValue(key.Scope, static scope => WideUtf8.GetBytes(scope));

    private static RedisKey Of(byte[]? scope, string name)
    {
        RedisKey made = WideUtf8.CanHold(name) ? new RedisKey(name) : (RedisKey)WideUtf8.GetBytes(name);
        return scope is null ? made : made.Prepend(scope);
    }
}
