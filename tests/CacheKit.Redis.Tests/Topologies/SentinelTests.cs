using CacheKit.Redis.Tests.Servers;
using CacheKit.TestServers;
using StackExchange.Redis;
using static CacheKit.Redis.Tests.Servers.BackendCalls;

namespace CacheKit.Redis.Tests.Topologies;

public sealed class SentinelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backend_goes_on_with_the_leader_that_Sentinel_chooses()
    {
        await using var servers = await RedisReplicas.StartNewAsync(1);
        await using var sentinel = await RedisSentinel.StartNewAsync(servers);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(sentinel.NewOptions());
        var store = new RedisStore(connection, 0);
        await using var backend = store.NewBackend();
        await SetWhenPossibleAsync(backend, "kept", "1");
        await store.WaitForReplicasAsync();

        await servers.Leader.KillAsync();

        await SetWhenPossibleAsync(backend, "key", "2");
        Assert.Equal("1", await backend.GetAsync("kept"));
        Assert.Equal("2", await backend.GetAsync("key"));
        Assert.Equal("2", $"{await servers.Replicas[0].ExecuteAsync("GET", ":1:key")}");
        Assert.Equal(servers.Replicas[0].Port, await sentinel.FindLeaderAsync());
    }

    private static async Task SetWhenPossibleAsync(RedisBackend backend, string key, string value)
    {
        while (true)
        {
            try
            {
                await backend.SetAsync(key, value);
                return;
            }
            catch (RedisException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), Token);
            }
        }
    }
}
