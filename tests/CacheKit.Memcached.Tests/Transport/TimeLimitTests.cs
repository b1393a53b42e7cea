using System.Text;
using CacheKit.Memcached.Tests.Servers;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Memcached.Tests.Transport;

/// <summary>Time limits and signs of life, by a clock that the tests turn.</summary>
public sealed class TimeLimitTests
{
    private readonly FakeTimeProvider _time = new();
    private int _questions;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_idle_connection_is_kept_alive()
    {
        await using var server = new ScriptedServer(AnswerMissesAsync);
        await using var client = NewClient(server);
        Assert.Null(await client.GetAsync("key", Token));
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(0, Volatile.Read(ref _questions));

        _time.Advance(TimeSpan.FromSeconds(11));
        while (Volatile.Read(ref _questions) == 0)
            await Task.Delay(1, Token);

        Assert.Null(await client.GetAsync("key", Token));
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task A_reply_that_does_not_come_is_waited_for_until_the_limit()
    {
        await using var server = new ScriptedServer(AnswerMissesAsync);
        await using var client = NewClient(server);
        Assert.Null(await client.GetAsync("key", Token));

        var waiting = client.GetAsync("silent", Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.IsType<TimeoutException>((await Assert.ThrowsAsync<MemcachedOutcomeUnknownException>(() => waiting)).InnerException);
    }

    [Fact]
    public async Task A_call_that_its_caller_gives_up_is_a_cancelled_task()
    {
        await using var server = new ScriptedServer(AnswerMissesAsync);
        await using var client = NewClient(server);
        using var leaving = new CancellationTokenSource();

        var waiting = client.GetAsync("silent", leaving.Token).AsTask();
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.True(waiting.IsCanceled);
    }

    [Fact]
    public async Task A_connection_without_a_sign_of_life_is_replaced()
    {
        await using var server = new ScriptedServer(AnswerMissesAsync);
        await using var client = NewClient(server);
        Assert.Null(await client.GetAsync("key", Token));

        var waiting = client.GetAsync("silent", Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(2.5));
        await Assert.ThrowsAsync<MemcachedOutcomeUnknownException>(() => waiting);

        Assert.Null(await client.GetAsync("key", Token));
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Who_finds_too_much_under_way_waits_for_room()
    {
        var answer = new TaskCompletionSource();
        await using var server = new ScriptedServer(async stream =>
        {
            using var reader = new StreamReader(stream, Encoding.ASCII);
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.Contains("late", StringComparison.Ordinal))
                    await answer.Task;
                await stream.WriteAsync("EN\r\n"u8.ToArray());
            }
        });
        await using var client = NewClient(server, static options => options.MaximumBytesInFlight = 10);
        Assert.Null(await client.GetAsync("key", Token));

        var first = client.GetAsync("late", Token).AsTask();
        var second = client.GetAsync("key", Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(0.5));
        var third = client.GetAsync("key", Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(0.6));

        await Assert.ThrowsAsync<MemcachedUnavailableException>(() => second);
        Assert.False(third.IsCompleted);
        answer.SetResult();
        Assert.Null(await third);
        Assert.True(first.IsCompleted);
        // It may have met its limit: other tests look for failures that nobody has seen.
        _ = await Record.ExceptionAsync(() => first);
    }

    private MemcachedClient NewClient(ScriptedServer server, Action<MemcachedClientOptions>? configure = null) => server.NewClient(options =>
    {
        options.TimeProvider = _time;
        options.OperationTimeout = TimeSpan.FromSeconds(1);
        options.KeepAliveInterval = TimeSpan.FromSeconds(30);
        configure?.Invoke(options);
    });

    // To all but the key 'silent'.
    private async Task AnswerMissesAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII);
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line == "mn")
                Interlocked.Increment(ref _questions);
            if (!line.Contains("silent", StringComparison.Ordinal))
                await stream.WriteAsync(line == "mn" ? "MN\r\n"u8.ToArray() : "EN\r\n"u8.ToArray());
        }
    }
}
