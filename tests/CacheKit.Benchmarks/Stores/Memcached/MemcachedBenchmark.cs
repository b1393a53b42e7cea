using CacheKit.Benchmarks.Stores.Redis;
using CacheKit.TestServers;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CacheKit.Benchmarks.Stores.Memcached;

/// <summary><c>memcached</c>: values on a real server, beside a pool of bare sockets, and a Redis server's client as the mark from outside.</summary>
internal static class MemcachedBenchmark
{
    private const int Entries = 10_000;

    // A pipeline sends what many callers ask for together; a pool cannot.
    private static readonly IReadOnlyList<StoreOperation> _alone = StoreOperation.All(single: 1.10, many: 1.30);
    private static readonly IReadOnlyList<StoreOperation> _together = [.. StoreOperation.All(single: 0.40, many: 1.30).Take(2)];

    public static async Task RunAsync()
    {
        await using var server = await MemcachedServer.StartNewAsync();
        await using var redisServer = await RedisServer.StartNewAsync();
        await using var floor = new RawSocketStore(TestServer.Host, server.Port);
        await using var client = new MemcachedClientStore(server.Location);
        await using var redis = new BareRedisStore(await ConnectionMultiplexer.ConnectAsync($"{TestServer.Host}:{redisServer.Port}"));
        await using var cache = new CacheKitStore(static builder => builder.AddMemcached(), ("Backend", "memcached"), ("Location", server.Location));
        IStore[] others = [client, cache, redis];
        var keys = new StoreKeys(Entries);
        await new StoreComparison(_alone, keys).RunAsync(floor, others, 1);
        await new StoreComparison(_together, keys).RunAsync(floor, others, 64, 256);
        await StoreAllocations.RunAsync(keys, [floor, .. others]);
    }
}
