using System.Buffers;
using CacheKit.Backends;
using CacheKit.Redis.Tests.Servers;
using CacheKit.TestServers;
using StackExchange.Redis;
using static CacheKit.Redis.Tests.Servers.BackendCalls;

namespace CacheKit.Redis.Tests;

/// <summary>Calls take one round trip: while the server stands still, all that a call will ever say has been said.</summary>
public sealed class RoundTripTests : IAsyncLifetime
{
    private RedisServer _server = null!;
    private ConnectionMultiplexer _connection = null!;
    private RedisBackend _backend = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. Calls(null!).Keys];

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartNewAsync();
        var options = _server.NewOptions();
        // Nothing but what the fact asks for.
        options.AsyncTimeout = 60_000;
        options.KeepAlive = options.ConfigCheckSeconds = 3600;
        options.TieBreaker = options.ConfigurationChannel = "";
        options.HeartbeatInterval = TimeSpan.FromHours(1);
        _connection = await ConnectionMultiplexer.ConnectAsync(options);
        _backend = new RedisStore(_connection, 0).NewBackend();
        await _backend.SetAsync("key", "1", TimeSpan.FromHours(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_call_says_all_at_once(string name)
    {
        long before = _connection.OperationCount;
        _server.Pause();
        var call = Calls(_backend)[name]();
        Assert.False(call.IsCompleted);
        while (_connection.OperationCount == before)
            await Task.Yield();
        long said = _connection.OperationCount;
        _server.Resume();
        await call;

        Assert.Equal(said, _connection.OperationCount);
    }

    [Fact]
    public async Task A_touch_without_end_is_one_command_so_that_nothing_comes_in_between()
    {
        Assert.True(await _backend.TouchAsync(Key("key"), null, Token));
        long before = _connection.OperationCount;

        Assert.True(await _backend.TouchAsync(Key("key"), null, Token));

        Assert.Equal(before + 1, _connection.OperationCount);
    }

    private static Dictionary<string, Func<Task>> Calls(RedisBackend backend) => new()
    {
        ["get"] = () => backend.GetAsync("key"),
        ["get many"] = () => backend.GetManyAsync("key", "other"),
        ["set"] = () => backend.SetAsync("key", "2", TimeSpan.FromMinutes(1)),
        ["set many"] = () => backend.SetManyAsync(new[] { new CacheItem(Key("key"), Payload("2")), new CacheItem(Key("other"), Payload("2")) }, TimeSpan.FromMinutes(1), Token).AsTask(),
        ["add"] = () => backend.AddAsync(Key("other"), Payload("2"), TimeSpan.FromMinutes(1), Token).AsTask(),
        ["add or get"] = () => backend.AddOrGetAsync(Key("key"), Payload("2"), TimeSpan.FromMinutes(1), new ArrayBufferWriter<byte>(), Token).AsTask(),
        ["touch"] = () => backend.TouchAsync(Key("key"), TimeSpan.FromMinutes(1), Token).AsTask(),
        ["touch without end"] = () => backend.TouchAsync(Key("key"), null, Token).AsTask(),
        ["delete"] = () => backend.DeleteAsync(Key("key"), Token).AsTask(),
        ["delete many"] = () => backend.DeleteManyAsync(KeysOf("key", "other"), Token).AsTask(),
        ["contains"] = () => backend.ContainsAsync(Key("key"), Token).AsTask(),
        ["increment"] = () => backend.IncrementAsync(Key("key"), 1, Token).AsTask(),
        ["increment what is none"] = () => backend.IncrementAsync(Key("other"), 1, Token).AsTask(),
        ["move"] = () => backend.MoveAsync(Key("key"), Key("other"), Token).AsTask(),
        ["time to live"] = () => backend.GetTimeToLiveAsync(Key("key"), Token).AsTask(),
    };
}
