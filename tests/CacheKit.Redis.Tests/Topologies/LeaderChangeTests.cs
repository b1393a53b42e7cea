using CacheKit.Redis.Connections;
using CacheKit.Redis.Tests.Configuration;
using CacheKit.Redis.Tests.Servers;
using CacheKit.TestServers;
using StackExchange.Redis;

namespace CacheKit.Redis.Tests.Topologies;

/// <summary>Two servers change their parts while all connections live.</summary>
public sealed class LeaderChangeTests : IAsyncLifetime
{
    private RedisReplicas _servers = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _servers = await RedisReplicas.StartNewAsync(1);

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    [Fact]
    public async Task Writes_go_to_the_new_leader_although_the_client_itself_does_not_look_for_it()
    {
        await using var application = Make();
        await application.AssertUsableAsync();
        await ChangePartsAsync();

        await Patience.UntilAsync(
            async () => await Record.ExceptionAsync(async () => await application.Cache.SetAsync("key", 1, CacheTimeout.Never, Cancel)) is null);

        Assert.Equal(1, (int)await _servers.Replicas[0].ExecuteAsync("EXISTS", ":1:key"));
    }

    [Fact]
    public async Task The_write_that_the_former_leader_refuses_says_that_the_next_one_is_looked_for()
    {
        await using var application = Make();
        await application.AssertUsableAsync();
        await ChangePartsAsync();

        // It may load its data first.
        await Patience.UntilAsync(async () =>
            (await Assert.ThrowsAsync<CacheBackendException>(async () => await application.Cache.SetAsync("key", 1, CacheTimeout.Never, Cancel)))
                .Message.Contains("the next one among the servers of Location is being looked for", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Counting_finds_the_new_leader_too()
    {
        await using var application = Make();
        await application.AssertUsableAsync();
        await application.Cache.SetAsync("counter", 1L, CacheTimeout.Never, Cancel);
        await Patience.UntilAsync(async () => (int)await _servers.Replicas[0].ExecuteAsync("EXISTS", ":1:counter") == 1);
        await ChangePartsAsync();

        await Patience.UntilAsync(async () => await Record.ExceptionAsync(async () => await application.Cache.IncrementAsync("counter", 1, Cancel)) is null);

        Assert.Equal("2", $"{await _servers.Replicas[0].ExecuteAsync("GET", ":1:counter")}");
    }

    [Fact]
    public async Task A_connection_of_the_application_finds_it_as_well()
    {
        var options = _servers.NewOptions();
        options.ConfigCheckSeconds = 3600;
        options.ConfigurationChannel = "";
        await using var theirs = await ConnectionMultiplexer.ConnectAsync(options);
        await using var backend = new RedisBackend(
            new RedisConnection(() => Task.FromResult<IConnectionMultiplexer>(theirs), 0, isOwner: false) { Leaders = new LeaderSearch(TimeProvider.System) });
        await backend.SetAsync("key", "1");
        await ChangePartsAsync();

        await Patience.UntilAsync(async () => await Record.ExceptionAsync(() => backend.SetAsync("key", "2")) is null);
    }

    private async Task ChangePartsAsync()
    {
        await _servers.Replicas[0].ExecuteAsync("REPLICAOF", "NO", "ONE");
        await _servers.Leader.ExecuteAsync("REPLICAOF", TestServer.Host, _servers.Replicas[0].Port);
    }

    private RedisApplication Make() =>
        RedisApplication.Make(("Location", $"{string.Join(',', _servers.All.Select(static server => $"{TestServer.Host}:{server.Port}"))},configCheckSeconds=3600"), ("Options:ReadFromReplicas", "false"), ("Options:Timeout", "30"));
}
