using CacheKit.Redis.Tests.Configuration;
using CacheKit.TestServers;

namespace CacheKit.Redis.Tests.Topologies;

/// <summary>A user with no more rights than docs/redis.md says.</summary>
public sealed class DocumentedUserTests
{
    private static readonly string[] _rights = ["-@all", "+@read", "+@write", "+@connection", "+@scripting", "-@dangerous", "+info", "+cluster|nodes"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_does_all_that_a_cache_does_on_a_cluster()
    {
        await using var cluster = await RedisCluster.StartNewAsync();
        foreach (var server in cluster.Primaries)
            await AdmitAsync(server, _rights);
        await using var application = Make([cluster.Primaries[0]], ("KeyPrefix", "shop"), ("Options:ClearScope", "prefix"));
        await application.AssertUsableAsync();
        string[] keys = [.. Enumerable.Range(0, 60).Select(static number => $"key{number}")];

        foreach (string key in keys)
            await application.Cache.SetAsync(key, 1L, CacheTimeout.Never, Cancel);

        Assert.Equal(60, (await application.Cache.GetManyAsync<long>(keys, Cancel)).Count);
        Assert.Equal(2, await application.Cache.IncrementAsync(keys[0], 1, Cancel));
        Assert.Equal(2, await application.Cache.IncrementVersionAsync(keys[0], 1, Cancel));
        Assert.True(await application.Cache.TouchAsync(keys[1], CacheTimeout.Never, Cancel));
        await application.Cache.ClearAsync(Cancel);
        Assert.Empty(await application.Cache.GetManyAsync<long>(keys, Cancel));
    }

    [Fact]
    public async Task It_empties_a_cluster_wholly_where_it_may_FLUSHDB()
    {
        await using var cluster = await RedisCluster.StartNewAsync();
        foreach (var server in cluster.Primaries)
            await AdmitAsync(server, [.. _rights, "+flushdb"]);
        await using var application = Make([cluster.Primaries[0]]);
        await application.AssertUsableAsync();
        for (int number = 0; number < 60; number++)
            await application.Cache.SetAsync($"key{number}", number, CacheTimeout.Never, Cancel);

        await application.Cache.ClearAsync(Cancel);

        foreach (var server in cluster.Primaries)
            Assert.Equal(0, (long)await server.ExecuteAsync("DBSIZE"));
    }

    [Fact]
    public async Task Without_CLUSTER_NODES_the_failure_says_which_right_is_missing()
    {
        await using var cluster = await RedisCluster.StartNewAsync();
        foreach (var server in cluster.Primaries)
            await AdmitAsync(server, [.. _rights, "-cluster|nodes"]);
        await using var application = Make([cluster.Primaries[0]]);
        var failures = new List<string>();
        for (int number = 0; number < 60; number++)
            failures.Add(
                (await Record.ExceptionAsync(async () => await application.Cache.SetAsync($"key{number}", number, CacheTimeout.Never, Cancel)))?.Message ?? "");

        Assert.Contains(failures, static failure => failure.Contains("+cluster|nodes", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_finds_the_leader_also_when_that_changes(bool leaderIsLast)
    {
        await using var servers = await RedisReplicas.StartNewAsync(1);
        foreach (var server in servers.All)
            await AdmitAsync(server, _rights);
        await using var application = Make(leaderIsLast ? [.. servers.All.Reverse()] : [.. servers.All]);
        await application.AssertUsableAsync();
        await servers.Replicas[0].ExecuteAsync("REPLICAOF", "NO", "ONE");
        await servers.Leader.ExecuteAsync("REPLICAOF", TestServer.Host, servers.Replicas[0].Port);

        await Patience.UntilAsync(
            async () => await Record.ExceptionAsync(async () => await application.Cache.SetAsync("key", 1, CacheTimeout.Never, Cancel)) is null);

        Assert.Equal(1, (int)await servers.Replicas[0].ExecuteAsync("EXISTS", ":1:key"));
    }

    private static async Task AdmitAsync(RedisServer server, string[] rights) =>
        Assert.Equal("OK", $"{await server.ExecuteAsync("ACL", ["SETUSER", "shop", "on", ">geheim", "~:*", "~shop:*", .. rights])}");

    private static RedisApplication Make(RedisServer[] servers, params (string Name, string? Value)[] settings) =>
        RedisApplication.Make([("Location", string.Join(',', servers.Select(static server => $"redis://shop:geheim@{TestServer.Host}:{server.Port}"))), ("Options:Timeout", "30"), .. settings]);
}
