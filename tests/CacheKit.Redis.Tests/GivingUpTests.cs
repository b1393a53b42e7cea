using System.Buffers;
using CacheKit.Backends;
using CacheKit.Redis.Tests.Servers;
using CacheKit.TestServers;
using StackExchange.Redis;
using static CacheKit.Redis.Tests.Servers.BackendCalls;

namespace CacheKit.Redis.Tests;

/// <summary>Calls whose callers do not wait for their end, told on a server that the fact may break.</summary>
public sealed class GivingUpTests : IAsyncLifetime
{
    // More than the system takes for a server that stands still: the rest waits in the client.
    private const int Large = 16 * 1024 * 1024;

    private readonly CancellationTokenSource _impatience = new();
    private RedisServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartNewAsync();

    public async ValueTask DisposeAsync()
    {
        _impatience.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_call_that_is_given_up_before_it_begins_does_nothing()
    {
        await using var connection = await ConnectAsync();
        var backend = await OpenAsync(new RedisStore(connection, 0));
        await _impatience.CancelAsync();

        foreach (var call in Calls(backend).Skip(3))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call(_impatience.Token));

        Assert.Equal("1", await backend.GetAsync("key"));
        Assert.Equal(1, await backend.CountAsync(Token));
    }

    [Fact]
    public async Task Every_call_can_be_given_up_while_the_server_stands_still_and_leaves_no_failure_behind()
    {
        using var unobserved = new UnobservedFailures();

        await GiveUpEveryCallAsync();

        Assert.Empty(unobserved.Find());
    }

    [Fact]
    public async Task A_set_that_was_given_up_never_stores_what_its_buffer_holds_later()
    {
        await using var connection = await ConnectAsync();
        var store = new RedisStore(connection, 0);
        var backend = await OpenAsync(store);
        byte[] callers = Letters('a');
        _server.Pause();

        var set = backend.SetAsync(Key("set"), new(callers), null, _impatience.Token).AsTask();
        var many = backend.SetManyAsync(new[] { new CacheItem(Key("many"), new(callers)) }, null, _impatience.Token).AsTask();
        await _impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => set);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => many);
        Overwrite(callers);
        _server.Resume();

        await AssertStoredAsync(store, ":1:set");
        await AssertStoredAsync(store, ":1:many");
    }

    [Fact]
    public async Task A_set_whose_time_is_up_never_stores_what_its_buffer_holds_later()
    {
        await using var connection = await ConnectAsync(timeout: 500);
        var store = new RedisStore(connection, 0);
        var backend = store.NewBackend();
        // On a busy machine so little may be too short.
        await Patience.UntilAsync(async () => await Record.ExceptionAsync(() => backend.SetAsync("key", "1")) is null);
        byte[] callers = Letters('a');
        _server.Pause();

        await Assert.ThrowsAsync<RedisTimeoutException>(async () => await backend.SetAsync(Key("set"), new(callers), null, Token));
        Overwrite(callers);
        _server.Resume();

        // It may be stored or not.
        await using var other = await ConnectAsync();
        var stored = (byte[]?)await other.GetDatabase().StringGetAsync(":1:set");
        Assert.True(stored is null || !stored.AsSpan().ContainsAnyExcept((byte)'a'));
    }

    [Fact]
    public async Task A_set_that_waits_for_a_server_that_is_away_never_stores_what_its_buffer_holds_later()
    {
        var options = _server.NewOptions();
        options.AsyncTimeout = 60_000;
        options.BacklogPolicy = BacklogPolicy.Default;
        options.ReconnectRetryPolicy = new LinearRetry(100);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        var store = new RedisStore(connection, 0);
        var backend = await OpenAsync(store);
        await _server.KillAsync();
        while (connection.GetServers()[0].IsConnected)
            await Task.Delay(TimeSpan.FromMilliseconds(10), Token);
        byte[] callers = Letters('a');

        var set = backend.SetAsync(Key("set"), new(callers), null, _impatience.Token).AsTask();
        await _impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => set);
        Overwrite(callers);
        await _server.StartAsync();

        await AssertStoredAsync(store, ":1:set");
    }

    private async Task GiveUpEveryCallAsync()
    {
        var connection = await ConnectAsync();
        var backend = await OpenAsync(new RedisStore(connection, 0));
        _server.Pause();

        var calls = Calls(backend).Select(call => call(_impatience.Token)).ToArray();
        Assert.DoesNotContain(calls, static call => call.IsCompleted);
        await _impatience.CancelAsync();
        foreach (var call in calls)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        // All that is under way fails now.
        await _server.KillAsync();
        while (connection.GetServers()[0].IsConnected)
            await Task.Delay(TimeSpan.FromMilliseconds(10), Token);
        await connection.DisposeAsync();
    }

    // Reads first: they may be done all the same.
    private static Func<CancellationToken, Task>[] Calls(RedisBackend backend) =>
    [
        token => backend.TryGetAsync(Key("key"), new ArrayBufferWriter<byte>(), token).AsTask(),
        token => backend.ContainsAsync(Key("key"), token).AsTask(),
        token => backend.GetTimeToLiveAsync(Key("key"), token).AsTask(),
        token => backend.SetAsync(Key("key"), Payload("2"), null, token).AsTask(),
        token => backend.SetManyAsync(new[] { new CacheItem(Key("key"), Payload("2")) }, null, token).AsTask(),
        token => backend.AddAsync(Key("other"), Payload("2"), null, token).AsTask(),
        token => backend.AddOrGetAsync(Key("other"), Payload("2"), null, new ArrayBufferWriter<byte>(), token).AsTask(),
        token => backend.TouchAsync(Key("key"), null, token).AsTask(),
        token => backend.DeleteAsync(Key("key"), token).AsTask(),
        token => backend.DeleteManyAsync(KeysOf("key", "other"), token).AsTask(),
        token => backend.IncrementAsync(Key("key"), 1, token).AsTask(),
        token => backend.MoveAsync(Key("key"), Key("other"), token).AsTask(),
        token => backend.ClearAsync(null, token).AsTask(),
        token => backend.ClearAsync(":1:", token).AsTask(),
    ];

    private async Task<IConnectionMultiplexer> ConnectAsync(int timeout = 60_000)
    {
        var options = _server.NewOptions();
        options.AsyncTimeout = timeout;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    /// <summary>A backend that need not wait for its connection any more.</summary>
    private static async Task<RedisBackend> OpenAsync(RedisStore store)
    {
        var backend = store.NewBackend();
        await backend.SetAsync("key", "1");
        return backend;
    }

    private static byte[] Letters(char letter)
    {
        byte[] letters = new byte[Large];
        letters.AsSpan().Fill((byte)letter);
        return letters;
    }

    /// <summary>Writes over a caller's buffer, and over what the pool would give to the next one.</summary>
    private static void Overwrite(byte[] callers)
    {
        callers.AsSpan().Fill((byte)'b');
        byte[][] pooled = [.. Enumerable.Range(0, 8).Select(static _ => ArrayPool<byte>.Shared.Rent(Large))];
        foreach (byte[] buffer in pooled)
        {
            buffer.AsSpan().Fill((byte)'b');
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task AssertStoredAsync(RedisStore store, string key)
    {
        byte[]? stored;
        while ((stored = await store.Database.StringGetAsync(key)) is null)
            await Task.Delay(TimeSpan.FromMilliseconds(10), Token);
        Assert.Equal(Large, stored.Length);
        Assert.False(stored.AsSpan().ContainsAnyExcept((byte)'a'));
    }
}
