using CacheKit.Redis.Tests.Servers;
using CacheKit.TestServers;
using StackExchange.Redis;
using static CacheKit.Redis.Tests.Servers.BackendCalls;

namespace CacheKit.Redis.Tests;

/// <summary>What becomes of calls that a server refuses.</summary>
public sealed class RefusalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_without_FLUSHDB_is_told_of_ClearScope()
    {
        await using var server = await RedisServer.StartNewAsync(new() { User = "alice", Password = "secret", Rules = ["~*", "&*", "+@all", "-flushdb"] });
        await AssertClearIsRefusedAsync(server);
    }

    [Fact]
    public async Task A_server_without_FLUSHDB_is_told_of_ClearScope()
    {
        await using var server = await RedisServer.StartNewAsync(new() { Arguments = ["--rename-command", "FLUSHDB", ""] });
        await AssertClearIsRefusedAsync(server);
    }

    [Fact]
    public async Task A_user_without_scripts_is_told_of_ClearScope()
    {
        await using var server = await RedisServer.StartNewAsync(new() { User = "alice", Password = "secret", Rules = ["~*", "&*", "+@all", "-eval"] });
        await AssertClearIsRefusedAsync(server);
    }

    [Fact]
    public async Task Of_many_values_the_places_of_those_that_the_server_refuses_are_told()
    {
        await using var server = await RedisServer.StartNewAsync(new() { User = "alice", Password = "secret", Rules = ["~:1:a*", "&*", "+@all"] });
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.NewOptions());
        var backend = new RedisStore(connection, 0).NewBackend();

        Assert.Equal([1, 3], await backend.SetManyAsync("a1", "b1", "a2", "b2"));

        Assert.Equal("a2", await backend.GetAsync("a2"));
        await Assert.ThrowsAsync<RedisServerException>(() => backend.SetManyAsync("b1", "b2"));
        await Assert.ThrowsAsync<RedisServerException>(() => backend.GetManyAsync("a1", "b1"));
    }

    [Fact]
    public async Task A_full_server_refuses_every_write_and_keeps_what_it_has()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.NewOptions());
        var backend = new RedisStore(connection, 0).NewBackend();
        await backend.SetAsync("counter", "1");
        await server.ExecuteAsync("CONFIG", "SET", "maxmemory", 1);

        Func<Task>[] writes =
        [
            () => backend.SetAsync("counter", "2"),
            () => backend.SetManyAsync("counter", "other"),
            async () => await backend.AddAsync(Key("other"), Payload("2"), null, Token),
            async () => await backend.IncrementAsync(Key("counter"), 1, Token),
        ];
        foreach (var write in writes)
            Assert.Equal(RedisErrorKind.OutOfMemory, (await Assert.ThrowsAsync<RedisServerException>(write)).Kind);

        Assert.Equal("1", await backend.GetAsync("counter"));
        Assert.True(await backend.DeleteAsync(Key("counter"), Token));
    }

    private static async Task AssertClearIsRefusedAsync(RedisServer server)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.NewOptions());
        var backend = new RedisStore(connection, 0).NewBackend();
        await backend.SetAsync("key", "1");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(async () => await backend.ClearAsync(null, Token));

        Assert.Contains("Options:ClearScope", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("FLUSHDB", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("1", await backend.GetAsync("key"));
        await backend.ClearAsync(":1:", Token);
        Assert.Null(await backend.GetAsync("key"));
    }
}
