using CacheKit.Redis.Tests.Configuration;
using CacheKit.Redis.Tests.Servers;
using CacheKit.TestServers;
using StackExchange.Redis;

namespace CacheKit.Redis.Tests.Topologies;

/// <summary>A primary joins the cluster after the client has last asked which there are.</summary>
public sealed class ReshardingTests : IAsyncLifetime
{
    private const string Final = "shop:1:moved";

    private RedisCluster _cluster = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await RedisCluster.StartNewAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Theory]
    [InlineData("everything")]
    [InlineData("prefix")]
    public async Task Clear_reaches_it(string scope)
    {
        await using var application = RedisApplication.Make(("Location", $"redis://{TestServer.Host}:{_cluster.Primaries[0].Port}"), ("KeyPrefix", "shop"), ("Options:ClearScope", scope), ("Options:Timeout", "30"));
        await application.AssertUsableAsync();
        var newcomer = await JoinAsync();

        await application.Cache.ClearAsync(Cancel);

        Assert.Equal(0, (long)await newcomer.ExecuteAsync("DBSIZE"));
    }

    [Fact]
    public async Task Listing_and_counting_reach_it_on_a_connection_of_the_application_too()
    {
        var options = _cluster.NewOptions();
        options.AsyncTimeout = options.ConnectTimeout = 30_000;
        await using var theirs = await ConnectionMultiplexer.ConnectAsync(options);
        await using var backend = new RedisStore(theirs, 0).NewBackend();
        await JoinAsync();

        Assert.Equal(1, await backend.CountAsync(Cancel));
        Assert.Equal(Final, Assert.Single(await backend.ListAsync(null, Cancel).ToListAsync(Cancel)).Key);
        await backend.ClearAsync(null, Cancel);
        Assert.Equal(0, await backend.CountAsync(Cancel));
    }

    /// <summary>Another process, which knows the newcomer, stores an entry there.</summary>
    private async Task<RedisServer> JoinAsync()
    {
        var newcomer = await _cluster.JoinNewAsync();
        await _cluster.GiveAsync(await _cluster.FindSlotAsync(Final), newcomer);
        await newcomer.ExecuteAsync("SET", Final, 1);
        return newcomer;
    }
}
