using CacheKit.Memcached.Transport;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Memcached.Tests.Transport;

/// <summary>When a server is connected to, and when it is left alone.</summary>
public sealed class ReconnectingConnectionTests : IAsyncDisposable
{
    private static readonly RetryRules _rules = new(TimeSpan.FromSeconds(1), Attempts: null, TimeSpan.FromMinutes(1));

    private readonly FakeTimeProvider _time = new();
    private readonly ServerHealth _health;
    private readonly ReconnectingConnection _reconnecting;
    private Func<Task<Connection>> _connect = static () => throw new IOException("refused");
    private int _attempts;
    private bool _mustAnswer;

    public ReconnectingConnectionTests()
    {
        _health = new ServerHealth("server:1", _rules, _time);
        _reconnecting = NewReconnecting(ConnectAsync);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_left_alone_for_a_while()
    {
        for (int attempts = 1; attempts <= 4; attempts++)
        {
            await FailAsync();
            Assert.Equal(attempts, _attempts);
            _time.Advance(_rules.Interval - TimeSpan.FromMilliseconds(1));
            await FailAsync();
            Assert.Equal(attempts, _attempts);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    [Fact]
    public async Task After_a_failure_a_server_has_to_answer_and_after_that_no_more()
    {
        await FailAsync();
        Assert.False(_mustAnswer);

        _time.Advance(_rules.Interval);
        await FailAsync();
        Assert.True(_mustAnswer);

        _connect = () => Task.FromResult(NewConnection());
        _time.Advance(_rules.Interval);
        await _reconnecting.GetAsync(Token);
        Assert.True(_mustAnswer);
        Assert.False(_health.HasFailed);
    }

    [Fact]
    public async Task A_server_that_fell_silent_is_tried_at_once_and_has_to_answer()
    {
        _connect = () => Task.FromResult(NewConnection());
        (await _reconnecting.GetAsync(Token)).Close(FailureKind.Silent, "nothing came");

        await _reconnecting.GetAsync(Token);

        Assert.True(_mustAnswer);
        Assert.Equal(2, _attempts);
    }

    [Fact]
    public async Task A_failure_is_told_with_its_cause()
    {
        var failure = await FailAsync();

        Assert.Contains("server:1", failure.Message, StringComparison.Ordinal);
        Assert.Contains("refused", failure.Message, StringComparison.Ordinal);
        Assert.IsType<IOException>(failure.InnerException);
        Assert.NotSame(failure, await FailAsync());
    }

    [Fact]
    public async Task All_wait_for_the_first_attempt()
    {
        var connection = NewConnection();
        var accepted = new TaskCompletionSource<Connection>();
        _connect = () => accepted.Task;

        var first = _reconnecting.GetAsync(Token).AsTask();
        var second = _reconnecting.GetAsync(Token).AsTask();
        accepted.SetResult(connection);

        Assert.Same(connection, await first);
        Assert.Same(connection, await second);
        Assert.Same(connection, _reconnecting.Open);
        Assert.Equal(1, _attempts);
    }

    [Fact]
    public async Task After_a_failure_one_tries_and_the_others_fail_at_once()
    {
        await FailAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        var accepted = new TaskCompletionSource<Connection>();
        _connect = () => accepted.Task;

        var trying = _reconnecting.GetAsync(Token).AsTask();
        await FailAsync();
        Assert.False(trying.IsCompleted);
        accepted.SetResult(NewConnection());

        Assert.Same(await trying, _reconnecting.Open);
    }

    [Fact]
    public async Task Who_waits_for_a_connection_may_leave_and_the_others_get_it()
    {
        var accepted = new TaskCompletionSource<Connection>();
        _connect = () => accepted.Task;
        using var leaving = new CancellationTokenSource();

        var left = _reconnecting.GetAsync(leaving.Token).AsTask();
        var stays = _reconnecting.GetAsync(Token).AsTask();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        accepted.SetResult(NewConnection());

        Assert.Same(await stays, _reconnecting.Open);
    }

    [Fact]
    public async Task A_server_that_accepts_and_hangs_up_is_left_alone_too()
    {
        _connect = () => Task.FromResult(NewConnection());
        var connection = await _reconnecting.GetAsync(Token);

        connection.Close(FailureKind.Broken, "too many connections");

        var failure = await FailAsync();
        Assert.Contains("too many connections", failure.Message, StringComparison.Ordinal);
        _time.Advance(_rules.Interval);
        Assert.NotSame(connection, await _reconnecting.GetAsync(Token));
    }

    [Fact]
    public async Task Connecting_takes_no_longer_than_its_limit()
    {
        using var begun = new SemaphoreSlim(0);
        var reconnecting = NewReconnecting(async (_, cancellationToken) =>
        {
            begun.Release();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        });

        var connecting = reconnecting.GetAsync(Token).AsTask();
        await begun.WaitAsync(Token);
        _time.Advance(TimeSpan.FromSeconds(5));

        var failure = await Assert.ThrowsAsync<MemcachedUnavailableException>(() => connecting);
        Assert.Contains("within 00:00:05", failure.Message, StringComparison.Ordinal);
        await reconnecting.DisposeAsync();
    }

    // Linux looks names up in its own time.
    [Fact]
    public async Task Who_cannot_be_stopped_from_connecting_is_waited_for_no_longer_and_closed_when_he_comes()
    {
        using var begun = new SemaphoreSlim(0);
        var accepted = new TaskCompletionSource<Connection>();
        var reconnecting = NewReconnecting((_, _) =>
        {
            begun.Release();
            return accepted.Task;
        });

        var connecting = reconnecting.GetAsync(Token).AsTask();
        await begun.WaitAsync(Token);
        _time.Advance(TimeSpan.FromSeconds(5));

        var failure = await Assert.ThrowsAsync<MemcachedUnavailableException>(() => connecting);
        Assert.Contains("within 00:00:05", failure.Message, StringComparison.Ordinal);
        var late = NewConnection();
        accepted.SetResult(late);
        await Eventually.IsTrueAsync(() => Task.FromResult(!late.IsOpen));
        await reconnecting.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_closes_it_waits_for_no_attempt_to_connect(bool synchronously)
    {
        using var begun = new SemaphoreSlim(0);
        var reconnecting = NewReconnecting(async (_, cancellationToken) =>
        {
            begun.Release();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        });
        var connecting = reconnecting.GetAsync(Token).AsTask();
        await begun.WaitAsync(Token);

        if (synchronously)
            reconnecting.Dispose();
        else
            await reconnecting.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => connecting);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await reconnecting.GetAsync(Token));
        Assert.False(_health.HasFailed);
    }

    public ValueTask DisposeAsync() => _reconnecting.DisposeAsync();

    private ReconnectingConnection NewReconnecting(Func<bool, CancellationToken, Task<Connection>> connect) =>
        new(connect, _health, TimeSpan.FromSeconds(5), _time);

    private Task<Connection> ConnectAsync(bool mustAnswer, CancellationToken cancellationToken)
    {
        _attempts++;
        _mustAnswer = mustAnswer;
        return _connect();
    }

    private async Task<MemcachedUnavailableException> FailAsync() =>
        await Assert.ThrowsAsync<MemcachedUnavailableException>(async () => await _reconnecting.GetAsync(Token));

    private static Connection NewConnection() =>
        new(new SilentStream(), "server:1", new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), 1024), TimeProvider.System, static _ => { });
}
