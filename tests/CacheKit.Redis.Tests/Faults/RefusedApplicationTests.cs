using CacheKit.Redis.Tests.Configuration;
using CacheKit.TestServers;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>What an application is told by a server that serves it not at all, or not all it asks for.</summary>
public sealed class RefusedApplicationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_password_that_is_missing_is_asked_for()
    {
        await using var server = await RedisServer.StartNewAsync(new() { Password = "Geheim" });
        await using var application = RedisApplication.Make(("Location", $"redis://{TestServer.Host}:{server.Port}"));

        await application.AssertFailsAsync("Redis cannot be reached: it refuses the user name or the password, or asks for one: check them in Location or the connection string, or Options:Username and Options:Password.");
    }

    [Fact]
    public async Task A_replica_that_is_the_only_server_is_read_and_its_writes_say_what_to_name()
    {
        await using var servers = await RedisReplicas.StartNewAsync(1);
        await servers.Leader.ExecuteAsync("SET", ":1:key", 1);
        await using var application = RedisApplication.Make(
            ("Location", $"redis://{TestServer.Host}:{servers.Replicas[0].Port}"), ("Options:ReadFromReplicas", "true"));
        await Patience.UntilAsync(
            async () => await Record.ExceptionAsync(async () => Assert.Equal(1, await application.Cache.GetAsync<int>("key", Cancel))) is null);

        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await application.Cache.SetAsync("key", 2, cancellationToken: Cancel));

        Assert.Contains("There is no connection to a Redis server that is a leader", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, await application.Cache.GetAsync<int>("key", Cancel));
    }

    [Fact]
    public async Task A_leader_that_becomes_a_replica_says_what_to_name()
    {
        await using var leader = await RedisServer.StartNewAsync();
        await using var server = await RedisServer.StartNewAsync();
        await using var application = RedisApplication.Make(("Location", $"redis://{TestServer.Host}:{server.Port}"), ("Options:Timeout", "30"));
        await application.AssertUsableAsync();

        await server.ExecuteAsync("REPLICAOF", TestServer.Host, leader.Port);

        await Patience.UntilAsync(async () =>
            (await Assert.ThrowsAsync<CacheBackendException>(async () => await application.Cache.SetAsync("key", 2, cancellationToken: Cancel)))
                .Message.Contains("Location names replicas alone. Start the leader, or name it in Location, or Sentinels with Options:ServiceName.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_write_to_a_server_that_is_down_says_so()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var application = RedisApplication.Make(("Location", $"redis://{TestServer.Host}:{server.Port}"));
        await application.AssertUsableAsync();
        await server.KillAsync();
        await RedisApplication.WaitAsync(() => application.LinesOf(1201).Count > 0);

        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await application.Cache.SetAsync("key", 1, cancellationToken: Cancel));

        Assert.Contains("Redis cannot be reached: check that the server runs, and host and port in Location or the connection string.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_it_is_left_alone_the_message_still_says_what_to_do()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var application = RedisApplication.Make(("Location", $"redis://{TestServer.Host}:{server.Port}"));
        await application.AssertUsableAsync();
        await server.KillAsync();
        string message = "";
        await Patience.UntilAsync(async () =>
        {
            message = (await Record.ExceptionAsync(async () => await application.Cache.GetAsync<int>("usable", Cancel)))?.Message ?? "";
            return message.Contains("is left alone", StringComparison.Ordinal);
        });

        Assert.Contains("check that the server runs, and host and port in Location", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_the_user_may_not_write_keeps_no_other_from_being_read()
    {
        await using var server = await RedisServer.StartNewAsync();
        await server.ExecuteAsync(
            "ACL", "SETUSER", "shop", "on", ">geheim", "~:1:shop*", "~:1:usable", "-@all", "+@read", "+@write", "+@connection", "+@scripting");
        await using var application = RedisApplication.Make(
            ("Location", $"redis://shop:geheim@{TestServer.Host}:{server.Port}"), ("Options:OnFailure", "miss"));
        await application.AssertUsableAsync();
        await application.Cache.SetAsync("shop1", 1, CacheTimeout.Never, Cancel);

        await application.Cache.SetAsync("other", 1, CacheTimeout.Never, Cancel);

        Assert.Equal(1, await application.Cache.GetAsync<int>("shop1", Cancel));
        // The server takes writes: this one alone is refused.
        await Patience.UntilAsync(async () =>
        {
            await application.Cache.SetAsync("shop1", 2, CacheTimeout.Never, Cancel);
            return application.LinesOf(1033).Count == 1;
        });
        Assert.Equal(2, await application.Cache.GetAsync<int>("shop1", Cancel));
    }
}
