using CacheKit.Redis.Tests.Configuration;
using CacheKit.TestServers;

namespace CacheKit.Redis.Tests.Connections;

/// <summary>Applications whose configuration names several servers, or Sentinels.</summary>
public sealed class RedisTopologyTests
{
    [Fact]
    public async Task Leader_and_replicas_are_URLs_of_one_location()
    {
        await using var servers = await RedisReplicas.StartNewAsync();
        await using var application = RedisApplication.Make(
            ("Location", string.Join(',', servers.All.Select(static server => $"redis://127.0.0.1:{server.Port}/0"))));

        await application.Cache.SetAsync("counter", 1, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(2, await application.Cache.IncrementAsync("counter", cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_replica_that_is_down_keeps_nobody_from_starting_and_is_told_once()
    {
        await using var servers = await RedisReplicas.StartNewAsync();
        await servers.Replicas[1].KillAsync();
        await using var application = RedisApplication.Make(
            ("Location", string.Join(',', servers.All.Select(static server => $"redis://127.0.0.1:{server.Port}"))));

        await application.AssertUsableAsync();
        await RedisApplication.WaitAsync(() => application.LinesOf(1201).Count == 1);

        Assert.Contains(
            $"'default' has no connection to 127.0.0.1:{servers.Replicas[1].Port}.", application.LinesOf(1201)[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sentinels_lead_to_the_leader_also_when_they_come_later_than_the_application()
    {
        await using var servers = await RedisReplicas.StartNewAsync(1);
        await using var sentinel = await RedisSentinel.StartNewAsync(servers);
        await sentinel.StopAsync();
        await using var application = RedisApplication.Make(("Location", $"redis://127.0.0.1:{sentinel.Port}?sentinel={RedisSentinel.ServiceName}"));

        await application.AssertFailsAsync("Redis cannot be reached");
        await sentinel.StartAsync();
        await application.AssertUsableAsync();

        Assert.Equal(1, (long)await servers.Leader.ExecuteAsync("EXISTS", ":1:usable"));
    }
}
