using CacheKit.TestServers;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CacheKit.Benchmarks.Stores.Redis;

/// <summary><c>redis</c>: values on a real server, beside the bare client and the framework's caches over it.</summary>
internal static class RedisBenchmark
{
    private const int Entries = 10_000;

    public static async Task RunAsync(string? what)
    {
        await using var server = await RedisServer.StartNewAsync();
        string address = $"{TestServer.Host}:{server.Port}";
        CacheKitStore Open(int database) => new(static builder => builder.AddRedis(), ("Backend", "redis"), ("Location", $"redis://{address}/{database}"));

        if (what == "flat")
        {
            await using var small = Open(0);
            await using var middle = Open(1);
            await using var large = Open(2);
            await new StoreFlatness(StoreOperation.All(single: 1.5, many: 1.5)).RunAsync((small, 1_000), (middle, 100_000), (large, 1_000_000));
            return;
        }

        await using var floor = new BareRedisStore(await ConnectionMultiplexer.ConnectAsync(address));
        await using var cacheKit = Open(2);
        await using var framework = new RedisCacheStore($"{address},defaultDatabase=3");
        await using var hybrid = new HybridCacheStore($"{address},defaultDatabase=4");
        await using var fusion = new FusionCacheStore($"{address},defaultDatabase=5");
        IObjectStore[] stores = [floor, cacheKit, framework, hybrid, fusion];
        foreach (var store in stores)
            await RedisOperations.FillAsync(store);
        await new StoreComparison(RedisOperations.All, new StoreKeys(Entries)).RunAsync(floor, stores[1..], 1, 64);
    }
}
