using CacheKit.Redis.Connections;
using CacheKit.Redis.Errors;
using CacheKit.TestServers;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace CacheKit.Redis.Tests.Connections;

/// <summary>A connection in the making, and what becomes of it.</summary>
public sealed class RedisConnectionTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_waits_for_the_first_connection_no_longer_than_its_limit()
    {
        var never = new TaskCompletionSource<IConnectionMultiplexer>();
        await using var connection = new RedisConnection(() => never.Task, 0, isOwner: true) { Timeout = _limit, Time = _time };

        var call = connection.GetDatabaseAsync(Cancel).AsTask();
        Assert.False(call.IsCompleted);
        _time.Advance(_limit);

        var failure = await Assert.ThrowsAsync<RedisOutageException>(() => call);
        Assert.StartsWith("Redis cannot be reached", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_may_give_up_sooner()
    {
        var never = new TaskCompletionSource<IConnectionMultiplexer>();
        await using var connection = new RedisConnection(() => never.Task, 0, isOwner: true) { Timeout = _limit, Time = _time };
        using var impatience = new CancellationTokenSource();

        var call = connection.GetDatabaseAsync(impatience.Token).AsTask();
        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task What_failed_is_tried_again_later_and_fails_calls_at_once_until_then()
    {
        await using var server = await RedisServer.StartNewAsync();
        var attempts = 0;
        await using var connection = new RedisConnection(
            async () => Interlocked.Increment(ref attempts) <= 2
                ? throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, CommandFlags.None, "no", null, CommandStatus.Unknown)
                : await ConnectionMultiplexer.ConnectAsync(server.NewOptions()),
            0,
            isOwner: true)
        {
            Timeout = _limit,
            Time = _time,
        };

        await Assert.ThrowsAsync<RedisOutageException>(async () => await connection.GetDatabaseAsync(Cancel));
        await Assert.ThrowsAsync<RedisOutageException>(async () => await connection.GetDatabaseAsync(Cancel));
        IDatabase? database = null;
        while (database is null)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            try
            {
                database = await connection.GetDatabaseAsync(Cancel);
            }
            catch (RedisOutageException)
            {
                await Task.Delay(1, Cancel);
            }
        }

        Assert.True(await database.PingAsync() > TimeSpan.Zero);
        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task Writes_go_on_one_of_several_connections_so_that_none_overtakes_another()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var connection = new RedisConnection(async () => await ConnectionMultiplexer.ConnectAsync(server.NewOptions()), 0, isOwner: true) { Count = 3, Timeout = TimeSpan.FromMinutes(1) };

        var used = new HashSet<IConnectionMultiplexer>();
        for (int call = 0; call < 6; call++)
            used.Add((await connection.GetWritableAsync(Cancel)).Multiplexer);

        Assert.Single(used);
    }

    [Fact]
    public async Task Reads_take_turns_on_several_connections()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var connection = new RedisConnection(async () => await ConnectionMultiplexer.ConnectAsync(server.NewOptions()), 0, isOwner: true) { Count = 3, Timeout = TimeSpan.FromMinutes(1) };

        var used = new HashSet<IConnectionMultiplexer>();
        for (int call = 0; call < 6; call++)
            used.Add((await connection.GetDatabaseAsync(Cancel)).Multiplexer);

        Assert.Equal(3, used.Count);
    }

    [Fact]
    public async Task What_is_ours_is_closed_also_when_it_comes_too_late()
    {
        await using var server = await RedisServer.StartNewAsync();
        var made = await ConnectionMultiplexer.ConnectAsync(server.NewOptions());
        var late = new TaskCompletionSource<IConnectionMultiplexer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var connection = new RedisConnection(
            () =>
            {
                asked.SetResult();
                return late.Task;
            },
            0,
            isOwner: true);
        connection.Start();
        await asked.Task;

        await connection.DisposeAsync();
        late.SetResult(made);

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (made.IsConnected)
            await Task.Delay(1, limit.Token);
    }

    [Fact]
    public async Task What_is_ours_is_closed_also_when_it_is_of_no_use()
    {
        // A proxy, for instance, refuses the number of a database.
        var (multiplexer, made) = MultiplexerDouble.Make();
        await using var connection = new RedisConnection(() => Task.FromResult(multiplexer), 1, isOwner: true) { Timeout = _limit, Time = _time };

        await Assert.ThrowsAsync<RedisOutageException>(async () => await connection.GetDatabaseAsync(Cancel));

        Assert.True(made.IsClosed);
    }

    [Fact]
    public async Task One_that_nobody_used_is_closed_without_being_made()
    {
        var connection = new RedisConnection(static () => throw new InvalidOperationException("not asked for"), 0, isOwner: true);

        await connection.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await connection.GetDatabaseAsync(Cancel));
    }
}
