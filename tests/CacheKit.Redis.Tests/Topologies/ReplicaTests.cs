using System.Buffers;
using CacheKit.Backends;
using CacheKit.Redis.Errors;
using CacheKit.Redis.Tests.Servers;
using CacheKit.TestServers;
using StackExchange.Redis;
using static CacheKit.Redis.Tests.Servers.BackendCalls;

namespace CacheKit.Redis.Tests.Topologies;

/// <summary>Where reads go when there are replicas, told on servers that the fact may break.</summary>
public sealed class ReplicaTests : IAsyncLifetime
{
    private const int Reads = 40;

    private RedisReplicas _servers = null!;
    private RedisStore _store = null!;
    private RedisBackend _backend = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _servers = await RedisReplicas.StartNewAsync();
        var options = _servers.NewOptions();
        options.AsyncTimeout = options.ConnectTimeout = 60_000;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        // Else the client itself reads a key of every server.
        options.TieBreaker = "";
        _store = new RedisStore(await ConnectionMultiplexer.ConnectAsync(options), 0);
        _backend = _store.NewReplicaBackend();
        await _backend.SetAsync("key", "1");
        await _store.WaitForReplicasAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        await _store.Connection.DisposeAsync();
        await _servers.DisposeAsync();
    }

    [Fact]
    public async Task Reads_are_shared_among_the_replicas_and_writes_go_to_the_leader()
    {
        await ReadAsync();

        Assert.Equal(0, await CountReadsAsync(_servers.Leader));
        int[] counts = [await CountReadsAsync(_servers.Replicas[0]), await CountReadsAsync(_servers.Replicas[1])];
        Assert.Equal(Reads, counts.Sum());
        Assert.All(counts, static count => Assert.InRange(count, 1, Reads - 1));
        Assert.Equal(1, await _servers.Leader.CountAsync("set"));
    }

    [Fact]
    public async Task Every_kind_of_read_goes_to_a_replica()
    {
        Assert.Equal("1", (await _backend.GetManyAsync("key", "other"))[0]);
        Assert.True(await _backend.ContainsAsync(Key("key"), Token));
        Assert.True((await _backend.GetTimeToLiveAsync(Key("key"), Token)).HasValue);

        foreach (string command in (string[])["mget", "exists", "pttl"])
        {
            Assert.Equal(0, await _servers.Leader.CountAsync(command));
            Assert.Equal(1, await _servers.Replicas[0].CountAsync(command) + await _servers.Replicas[1].CountAsync(command));
        }
    }

    [Fact]
    public async Task What_decides_something_asks_the_leader()
    {
        foreach (var replica in _servers.Replicas)
            replica.Pause();

        await _backend.SetAsync("key", "2");

        var found = new ArrayBufferWriter<byte>();
        Assert.Equal("2", await _backend.Leader.GetAsync("key"));
        Assert.Equal("2", (await _backend.Leader.GetManyAsync("key"))[0]);
        Assert.Equal(AddOrGetResult.Existing, await _backend.AddOrGetAsync(Key("key"), Payload("3"), null, found, Token));
        Assert.Equal("2"u8.ToArray(), found.WrittenSpan);
        Assert.Equal(3, (await _backend.IncrementAsync(Key("key"), 1, Token)).Value);
        Assert.True(await _backend.TouchAsync(Key("key"), null, Token));
        Assert.True(await _backend.MoveAsync(Key("key"), Key("other"), Token));
        Assert.Equal(1, await _backend.CountAsync(Token));
        Assert.Single(await _backend.ListAsync(null, Token).ToListAsync(Token));
        await _backend.ClearAsync(":1:", Token);
        Assert.Null(await _backend.Leader.GetAsync("other"));
        Assert.Same(_backend.Leader, ((RedisBackend)_backend.Leader).Leader);

        // Else the connection's end would wait for them.
        foreach (var replica in _servers.Replicas)
            replica.Resume();
    }

    [Fact]
    public async Task A_replica_that_is_down_is_skipped()
    {
        await KillAsync(_servers.Replicas[0]);

        await ReadAsync();

        Assert.Equal(0, await CountReadsAsync(_servers.Leader));
        Assert.Equal(Reads, await CountReadsAsync(_servers.Replicas[1]));
    }

    [Fact]
    public async Task The_leader_is_read_when_all_replicas_are_down()
    {
        await KillAsync(_servers.Replicas[0]);
        await KillAsync(_servers.Replicas[1]);

        await ReadAsync();

        Assert.Equal(Reads, await CountReadsAsync(_servers.Leader));
    }

    [Fact]
    public async Task Reads_go_on_without_the_leader_and_writes_fail()
    {
        await KillAsync(_servers.Leader);

        await ReadAsync();

        await Assert.ThrowsAsync<RedisConnectionException>(() => _store.NewBackend().GetAsync("key"));
    }

    [Fact]
    public async Task Without_the_leader_nobody_knows_what_a_write_would_do()
    {
        await KillAsync(_servers.Leader);

        Func<Task>[] writes =
        [
            () => _backend.SetAsync("key", "2"),
            () => _backend.SetManyAsync("key", "other"),
            async () => await _backend.AddAsync(Key("other"), Payload("2"), null, Token),
            async () => await _backend.AddOrGetAsync(Key("key"), Payload("2"), null, new ArrayBufferWriter<byte>(), Token),
            async () => await _backend.IncrementAsync(Key("key"), 1, Token),
            async () => await _backend.IncrementAsync(Key("missing"), 1, Token),
            async () => await _backend.TouchAsync(Key("missing"), TimeSpan.FromMinutes(1), Token),
            async () => await _backend.TouchAsync(Key("missing"), null, Token),
            async () => await _backend.DeleteAsync(Key("missing"), Token),
            async () => await _backend.DeleteManyAsync(KeysOf("missing"), Token),
            async () => await _backend.MoveAsync(Key("missing"), Key("other"), Token),
            async () => await _backend.ClearAsync(":1:", Token),
            async () => await _backend.ClearAsync(null, Token),
            async () => await _backend.CountAsync(Token),
        ];
        foreach (var write in writes)
            Assert.True(await Record.ExceptionAsync(write) is { } failure && RedisErrors.IsOutage(failure));
    }

    private async Task ReadAsync()
    {
        for (int read = 0; read < Reads; read++)
            Assert.Equal("1", await _backend.GetAsync("key"));
    }

    private static Task<int> CountReadsAsync(RedisServer server) => server.CountAsync("get");

    /// <summary>Ends a server, and waits until the client knows it.</summary>
    private async Task KillAsync(RedisServer server)
    {
        await server.KillAsync();
        var known = _store.Connection.GetServer(TestServer.Host, server.Port);
        while (known.IsConnected)
            await Task.Delay(TimeSpan.FromMilliseconds(10), Token);
    }
}
