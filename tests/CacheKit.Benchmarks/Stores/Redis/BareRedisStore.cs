using System.Text.Json;
using CacheKit.Benchmarks.Operations;
using StackExchange.Redis;

namespace CacheKit.Benchmarks.Stores.Redis;

/// <summary>StackExchange.Redis as one would write it by hand, one multiplexer for all callers; objects as JSON.</summary>
internal sealed class BareRedisStore(IConnectionMultiplexer multiplexer) : IObjectStore
{
    private static readonly TimeSpan _lifetime = TimeSpan.FromSeconds(300);

    private readonly IDatabase _database = multiplexer.GetDatabase(1);

    public string Name => "StackExchange.Redis";

    public async ValueTask GetAsync(string key) => _ = (byte[]?)await _database.StringGetAsync(key) ?? throw new InvalidOperationException("A miss.");

    public async ValueTask SetAsync(string key, byte[] value) => await _database.StringSetAsync(key, value, _lifetime);

    public async ValueTask GetManyAsync(string[] keys)
    {
        var values = await _database.StringGetAsync(Array.ConvertAll(keys, static key => (RedisKey)key));
        foreach (var value in values)
            _ = (byte[]?)value ?? throw new InvalidOperationException("A miss.");
    }

    public async ValueTask SetManyAsync(string[] keys, byte[] value)
    {
        var sets = new Task[keys.Length];
        for (int index = 0; index < keys.Length; index++)
            sets[index] = _database.StringSetAsync(keys[index], value, _lifetime);
        await Task.WhenAll(sets);
    }

    public async ValueTask GetObjectAsync(string key) =>
        _ = JsonSerializer.Deserialize<Profile>(((ReadOnlyMemory<byte>)await _database.StringGetAsync(key)).Span) ?? throw new InvalidOperationException("A miss.");

    public async ValueTask SetObjectAsync(string key, Profile value) =>
        await _database.StringSetAsync(key, JsonSerializer.SerializeToUtf8Bytes(value), _lifetime);

    public ValueTask DisposeAsync() => multiplexer.DisposeAsync();
}
