using CacheKit.Redis.Tests.Configuration;
using CacheKit.Redis.Tests.Servers;
using CacheKit.TestServers;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CacheKit.Redis.Tests.Topologies;

/// <summary>Reads of an application while something is wrong with one of its servers.</summary>
public sealed class LostReplicaTests : IAsyncLifetime
{
    private const int Reads = 40;

    private RedisReplicas _servers = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _servers = await RedisReplicas.StartNewAsync();

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    [Theory, InlineData("+info"), InlineData("-info")]
    public async Task A_replica_that_stands_still_keeps_one_caller_waiting_and_no_other(string rule)
    {
        await using var application = Make(("Options:Timeout", "5"));
        await KeepAsync(application);
        // Who may not ask what it copies sees whether it answers.
        foreach (var replica in _servers.Replicas)
            await replica.ExecuteAsync("ACL", "SETUSER", "default", rule);
        _servers.Replicas[0].Pause();

        await Patience.UntilAsync(
            async () => await Record.ExceptionAsync(async () => await application.Cache.GetAsync<int>("kept", Cancel)) is CacheBackendException);
        int before = await _servers.Leader.CountAsync("get");
        await ReadAsync(application);

        Assert.InRange(await _servers.Leader.CountAsync("get"), before + 1, before + Reads);
        await RedisApplication.WaitAsync(() => application.LinesOf(1205).Count == 1);
        Assert.Contains($"the replica {TestServer.Host}:{_servers.Replicas[0].Port} does not answer", application.LinesOf(1205)[0].Message, StringComparison.Ordinal);
        _servers.Replicas[0].Resume();
        await RedisApplication.WaitAsync(() => application.LinesOf(1206).Count == 1);
        foreach (var replica in _servers.Replicas)
            await replica.ExecuteAsync("ACL", "SETUSER", "default", "+info");
        await Patience.UntilAsync(async () => await IsEveryReplicaReadAsync(application));
        Assert.Single(application.LinesOf(1205));
    }

    [Fact]
    public async Task It_is_the_same_on_a_connection_of_the_application()
    {
        var options = _servers.NewOptions();
        options.AsyncTimeout = 5000;
        await using var theirs = await ConnectionMultiplexer.ConnectAsync(options);
        await using var application = RedisApplication.Make(
            services => services.AddSingleton<IConnectionMultiplexer>(theirs), ("Options:Multiplexer", "services"), ("Options:ReadFromReplicas", "true"));
        await KeepAsync(application);
        _servers.Replicas[0].Pause();
        await Patience.UntilAsync(
            async () => await Record.ExceptionAsync(async () => await application.Cache.GetAsync<int>("kept", Cancel)) is CacheBackendException);
        await RedisApplication.WaitAsync(() => application.LinesOf(1205).Count == 1);

        _servers.Replicas[0].Resume();

        await RedisApplication.WaitAsync(() => application.LinesOf(1206).Count == 1);
    }

    [Fact]
    public async Task A_leader_that_is_away_keeps_nobody_from_what_the_replicas_have()
    {
        await using var application = Make(("Options:Timeout", "30"));
        await KeepAsync(application);
        await _servers.Leader.KillAsync();

        // Far more often than the circuit breaker stands.
        for (int time = 0; time < 20; time++)
            await Assert.ThrowsAsync<CacheBackendException>(async () => await application.Cache.SetAsync("other", 1, cancellationToken: Cancel));

        await ReadAsync(application);
        Assert.Equal(1, await application.Cache.GetOrSetAsync("kept", static _ => ValueTask.FromResult(2), cancellationToken: Cancel));
        await _servers.Leader.StartAsync();
        await application.AssertUsableAsync();
        await RedisApplication.WaitAsync(() => application.LinesOf(1206).Count == 1);
        await Patience.UntilAsync(async () => await IsEveryReplicaReadAsync(application));
    }

    [Fact]
    public async Task What_was_removed_while_the_leader_was_away_is_not_read_from_replicas_that_still_have_it()
    {
        await using var application = Make(("Options:OnFailure", "miss"), ("Options:Timeout", "30"));
        await KeepAsync(application);
        foreach (var replica in _servers.Replicas)
        {
            // A leader without a password refuses whoever has one: they copy nothing from it any more.
            await replica.ExecuteAsync("CONFIG", "SET", "masterauth", "none");
        }

        await _servers.Leader.KillAsync();
        await application.Cache.DeleteAsync("kept", Cancel);
        await AssertIsGoneAsync(application);
        await _servers.Leader.StartAsync();
        await Patience.UntilAsync(async () =>
        {
            Assert.False((await application.Cache.TryGetAsync<int>("kept", Cancel)).HasValue);
            return (long)await _servers.Leader.ExecuteAsync("EXISTS", ":1:kept") == 0;
        });

        await AssertIsGoneAsync(application);
        foreach (var replica in _servers.Replicas)
        {
            Assert.Equal(1, (int)await replica.ExecuteAsync("GET", ":1:kept"));
            await replica.ExecuteAsync("CONFIG", "SET", "masterauth", "");
        }

        await RedisApplication.WaitAsync(() => application.LinesOf(1206).Count == 1);
        await AssertIsGoneAsync(application);
    }

    private RedisApplication Make(params (string Name, string? Value)[] settings) =>
        RedisApplication.Make([("Location", string.Join(',', _servers.All.Select(static server => $"redis://{TestServer.Host}:{server.Port}"))), .. settings]);

    /// <summary>Stores a value, and waits until every replica has it.</summary>
    private async Task KeepAsync(RedisApplication application)
    {
        await application.AssertUsableAsync();
        await application.Cache.SetAsync("kept", 1, CacheTimeout.Never, Cancel);
        foreach (var replica in _servers.Replicas)
            await Patience.UntilAsync(async () => (long)await replica.ExecuteAsync("EXISTS", ":1:kept") == 1);
    }

    private static async Task AssertIsGoneAsync(RedisApplication application)
    {
        for (int read = 0; read < Reads; read++)
            Assert.False((await application.Cache.TryGetAsync<int>("kept", Cancel)).HasValue);
    }

    private static async Task ReadAsync(RedisApplication application)
    {
        for (int read = 0; read < Reads; read++)
            Assert.Equal(1, await application.Cache.GetAsync<int>("kept", Cancel));
    }

    /// <summary>Whether reads are shared among the replicas; one that is there again may be connected a little later.</summary>
    private async Task<bool> IsEveryReplicaReadAsync(RedisApplication application)
    {
        int leader = await _servers.Leader.CountAsync("get");
        int[] replicas = [await _servers.Replicas[0].CountAsync("get"), await _servers.Replicas[1].CountAsync("get")];

        await ReadAsync(application);

        Assert.Equal(leader, await _servers.Leader.CountAsync("get"));
        return replicas[0] != await _servers.Replicas[0].CountAsync("get") && replicas[1] != await _servers.Replicas[1].CountAsync("get");
    }
}
