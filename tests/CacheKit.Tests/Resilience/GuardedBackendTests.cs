using System.Globalization;
using System.Net.Sockets;
using CacheKit.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly.CircuitBreaker;

namespace CacheKit.Tests.Resilience;

public sealed class GuardedBackendTests : IAsyncDisposable
{
    private readonly GuardedCache _guarded = new();

    private CancellationToken Token => _guarded.Deadline;

    public ValueTask DisposeAsync() => _guarded.DisposeAsync();

    [Fact]
    public async Task Until_some_outages_in_a_row_the_server_is_asked_each_time()
    {
        _guarded.Backend.FailWith(GuardedCache.Outage);
        for (int call = 0; call < Circuit.Threshold; call++)
            Assert.Same(GuardedCache.Outage, (await _guarded.FailAsync()).InnerException);
        Assert.Equal(Circuit.Threshold, _guarded.Backend.Calls.Count);
    }

    [Fact]
    public async Task After_some_outages_in_a_row_calls_fail_without_asking_the_server()
    {
        await _guarded.OpenAsync();
        await _guarded.FailAsync();
        Assert.Empty(_guarded.Backend.Calls);
    }

    [Fact]
    public async Task Every_operation_fails_at_once_while_the_server_is_left_alone()
    {
        await _guarded.OpenAsync();
        var cache = _guarded.Cache;
        Func<Task>[] operations =
        [
            async () => await cache.SetAsync("k", "v", default, Token),
            async () => await cache.AddAsync("k", "v", default, Token),
            async () => await cache.GetManyAsync<string>(["k"], Token),
            async () => await cache.SetManyAsync([KeyValuePair.Create("k", "v")], default, Token),
            async () => await cache.TouchAsync("k", default, Token),
            async () => await cache.DeleteAsync("k", Token),
            async () => await cache.DeleteManyAsync(["k"], Token),
            async () => await cache.ContainsAsync("k", Token),
            async () => await cache.IncrementAsync("k", 1, Token),
            async () => await cache.IncrementVersionAsync("k", 1, Token),
            async () => await cache.GetTimeToLiveAsync("k", Token),
            async () => await cache.RemoveByTagAsync("t", Token),
            async () => await cache.ClearAsync(Token),
        ];
        foreach (var operation in operations)
            Assert.IsType<BrokenCircuitException>((await Assert.ThrowsAsync<CacheBackendException>(operation)).InnerException);
        Assert.Empty(_guarded.Backend.Calls);
    }

    [Fact]
    public async Task The_error_says_what_is_left_alone_and_why_without_secrets()
    {
        await _guarded.OpenAsync();
        string message = (await _guarded.FailAsync()).Message;
        Assert.Contains("cache.example:1", message, StringComparison.Ordinal);
        Assert.Contains(GuardedCache.Outage.Message, message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_error_says_in_every_culture_the_same_when_the_server_is_tried_again()
    {
        await _guarded.OpenAsync();
        _guarded.Time.Advance(TimeSpan.FromMilliseconds(500));
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Contains("in 0.5 s:", (await _guarded.FailAsync()).Message, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task While_the_server_is_left_alone_the_error_tells_what_the_last_try_found()
    {
        await _guarded.OpenAsync();
        var found = new SocketException((int)SocketError.HostUnreachable);
        _guarded.Backend.FailWith(found);
        _guarded.Time.Advance(Circuit.FirstBreak);
        await _guarded.FailAsync();

        Assert.Contains(found.Message, (await _guarded.FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_error_has_the_words_that_the_backend_has_for_its_failures()
    {
        await using var explained = new GuardedCache(static failure => failure is SocketException ? new IOException("Start the server.", failure) : failure);
        await explained.OpenAsync();

        var failure = await explained.FailAsync();

        Assert.Contains("cache.example:1", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(": Start the server.", failure.Message, StringComparison.Ordinal);
        Assert.Same(GuardedCache.Outage, failure.InnerException?.InnerException?.InnerException);
    }

    [Fact]
    public async Task What_a_server_refuses_is_no_outage()
    {
        _guarded.Backend.FailWith(new InvalidDataException("The value is too large."));
        for (int call = 0; call < 4 * Circuit.Threshold; call++)
            Assert.IsType<InvalidDataException>((await _guarded.FailAsync()).InnerException);
        Assert.Empty(_guarded.Changes);
    }

    [Fact]
    public async Task An_answer_between_outages_starts_their_count_anew()
    {
        for (int round = 0; round < 3; round++)
        {
            _guarded.Backend.FailWith(GuardedCache.Outage);
            for (int call = 0; call < Circuit.Threshold - 1; call++)
                await _guarded.FailAsync();
            _guarded.Backend.Recover();
            Assert.Null(await _guarded.Cache.GetAsync<string>("k", Token));
        }

        Assert.Empty(_guarded.Changes);
    }

    [Fact]
    public async Task After_the_break_one_call_tries_the_server_and_the_others_fail_at_once()
    {
        await _guarded.OpenAsync();
        _guarded.Backend.Recover();
        _guarded.Backend.Hang();
        _guarded.Time.Advance(Circuit.FirstBreak);

        var trying = _guarded.Cache.GetAsync<string>("k", Token).AsTask();
        for (int call = 0; call < 3; call++)
            await _guarded.FailAsync();
        _guarded.Backend.Recover();

        Assert.Null(await trying);
        Assert.Single(_guarded.Backend.Calls);
    }

    [Fact]
    public async Task A_server_that_answers_again_is_asked_as_ever()
    {
        await _guarded.OpenAsync();
        _guarded.Backend.Recover();
        _guarded.Time.Advance(Circuit.FirstBreak);
        await _guarded.Cache.SetAsync("k", "v", default, Token);
        Assert.Equal("v", await _guarded.Cache.GetAsync<string>("k", Token));
    }

    [Fact]
    public async Task A_try_that_the_server_refuses_closes_the_circuit()
    {
        await _guarded.OpenAsync();
        _guarded.Backend.FailWith(new InvalidDataException("Read only."));
        _guarded.Time.Advance(Circuit.FirstBreak);
        Assert.IsType<InvalidDataException>((await _guarded.FailAsync()).InnerException);
        Assert.IsType<InvalidDataException>((await _guarded.FailAsync()).InnerException);
        Assert.Equal([GuardedCache.Opened, GuardedCache.Closed], _guarded.Changes.Select(change => change.Id.Id));
    }

    [Fact]
    public async Task A_try_in_vain_makes_the_next_break_longer()
    {
        await _guarded.OpenAsync();
        _guarded.Time.Advance(Circuit.FirstBreak);
        await _guarded.FailAsync();
        _guarded.Backend.ForgetCalls();

        _guarded.Time.Advance(Circuit.FirstBreak);
        await _guarded.FailAsync();
        Assert.Empty(_guarded.Backend.Calls);
        _guarded.Time.Advance(Circuit.FirstBreak);
        await _guarded.FailAsync();
        Assert.Single(_guarded.Backend.Calls);
    }

    [Fact]
    public async Task A_try_that_its_caller_gives_up_does_not_close_the_circuit()
    {
        await _guarded.OpenAsync();
        _guarded.Backend.Recover();
        _guarded.Backend.Hang();
        _guarded.Time.Advance(Circuit.FirstBreak);
        using var giveUp = new CancellationTokenSource();
        var trying = _guarded.Cache.GetAsync<string>("k", giveUp.Token).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => trying);

        Assert.IsType<BrokenCircuitException>((await _guarded.FailAsync()).InnerException);
    }

    [Fact]
    public async Task Callers_who_give_up_soon_do_not_open_the_circuit()
    {
        await GiveUpAsync(GuardedBackend.Patience / 2);
        Assert.Empty(_guarded.Changes);
    }

    [Fact]
    public async Task Callers_who_give_up_on_a_silent_server_open_the_circuit()
    {
        await GiveUpAsync(GuardedBackend.Patience);
        Assert.IsType<BrokenCircuitException>((await _guarded.FailAsync()).InnerException);
    }

    [Fact]
    public async Task What_callers_gave_up_on_is_told_as_a_server_that_does_not_answer()
    {
        var circuit = NewCircuit();
        for (int call = 0; call < Circuit.Threshold; call++)
            await circuit.FailedAsync(new OperationCanceledException());

        var exception = await Assert.ThrowsAsync<BrokenCircuitException>(() => TryAsync(circuit));

        Assert.EndsWith("It does not answer: callers have waited and given up.", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>While it closes, calls still go the way of those that try the server, and Polly counts them.</summary>
    [Fact]
    public async Task Calls_that_succeeded_while_it_closed_do_not_keep_it_from_opening()
    {
        var circuit = NewCircuit();
        for (int call = 0; call < 10; call++)
            Assert.True(await TryAsync(circuit));

        for (int call = 0; call < Circuit.Threshold; call++)
            await circuit.FailedAsync(GuardedCache.Outage);

        Assert.False(circuit.IsClosed);
    }

    [Fact]
    public async Task Each_change_of_state_is_logged_once()
    {
        await _guarded.OpenAsync();
        for (int tries = 0; tries < 3; tries++)
        {
            _guarded.Time.Advance(Circuit.LongestBreak);
            await _guarded.FailAsync();
            await _guarded.FailAsync();
        }

        _guarded.Backend.Recover();
        _guarded.Time.Advance(Circuit.LongestBreak);
        await _guarded.Cache.GetAsync<string>("k", Token);
        await _guarded.Cache.GetAsync<string>("k", Token);

        Assert.Equal(
            [(GuardedCache.Opened, LogLevel.Error), (GuardedCache.Closed, LogLevel.Information)],
            _guarded.Changes.Select(change => (change.Id.Id, change.Level)));
        Assert.All(_guarded.Changes, change => Assert.DoesNotContain("secret", change.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_callers_at_once_open_the_circuit_once()
    {
        _guarded.Backend.FailWith(GuardedCache.Outage);
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(_guarded.FailAsync, Token)));
        Assert.Equal(GuardedCache.Opened, Assert.Single(_guarded.Changes).Id.Id);
    }

    [Fact]
    public async Task A_get_or_set_goes_on_quietly_while_the_server_is_left_alone()
    {
        await _guarded.OpenAsync();
        _guarded.Logs.Forget();
        Assert.Equal("made", await _guarded.Cache.GetOrSetAsync("k", _ => new ValueTask<string>("made"), default, Token));
        Assert.All(_guarded.Logs.Lines, line => Assert.Equal(LogLevel.Debug, line.Level));
    }

    private async Task GiveUpAsync(TimeSpan after)
    {
        _guarded.Backend.Hang();
        for (int call = 0; call < Circuit.Threshold; call++)
        {
            using var giveUp = new CancellationTokenSource();
            var asked = _guarded.Cache.GetAsync<string>("k", giveUp.Token).AsTask();
            _guarded.Time.Advance(after);
            await giveUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        }
    }

    private Circuit NewCircuit() =>
        new("default", "server", static failure => failure is SocketException, static failure => failure, _guarded.Time, NullLogger.Instance);

    private Task<bool> TryAsync(Circuit circuit) => circuit.TryAsync(static (answer, _) => ValueTask.FromResult(answer), true, Token).AsTask();
}
