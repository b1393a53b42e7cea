using CacheKit.Concurrency;

namespace CacheKit.Tests.Concurrency;

public sealed class SingleFlightCancellationTests : IDisposable
{
    private readonly SingleFlight _flights = new();
    private readonly CancellationTokenSource _leaving = new();
    private readonly TaskCompletionSource<int> _gate = new();

    public void Dispose() => _leaving.Dispose();

    [Fact]
    public async Task A_cancelled_caller_computes_nothing()
    {
        await _leaving.CancelAsync();

        var call = _flights.AskUntil(_leaving, "k", SingleFlightCalls.Never);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_leader_alone_is_cancelled_at_once_even_if_its_factory_ignores_the_token()
    {
        var leader = _flights.AskUntil(_leaving, "k", _ => new ValueTask<int>(_gate.Task));

        await _leaving.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader.InTime());
        Assert.Equal(_leaving.Token, exception.CancellationToken);
        Assert.True(_flights.IsEmpty);
    }

    [Fact]
    public async Task The_factory_of_a_leader_alone_hears_of_the_cancellation()
    {
        var heard = new TaskCompletionSource();
        var leader = _flights.AskUntil(
            _leaving,
            "k",
            async unwanted =>
            {
                unwanted.Register(heard.SetResult);
                return await _gate.Task.WaitAsync(unwanted);
            });

        await _leaving.CancelAsync();
        await heard.Task.InTime();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader.InTime());
        Assert.Equal(_leaving.Token, exception.CancellationToken);
    }

    [Fact]
    public async Task A_caller_after_an_abandoned_computation_starts_anew_and_gets_none_of_its_result()
    {
        var leader = _flights.AskUntil(_leaving, "k", _ => new ValueTask<int>(_gate.Task));
        await _leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader.InTime());
        var second = new TaskCompletionSource<int>();

        var newcomer = _flights.Ask("k", _ => new ValueTask<int>(second.Task));
        var waiter = _flights.Ask("k", SingleFlightCalls.Never);
        _gate.SetResult(-1);
        second.SetResult(2);

        Assert.Equal(new FlightResult<int>(2, Led: true), await newcomer.InTime());
        Assert.Equal(new FlightResult<int>(2, Led: false), await waiter.InTime());
        Assert.True(_flights.IsEmpty);
    }

    [Fact]
    public async Task A_waiters_cancellation_only_detaches_the_waiter()
    {
        var unwanted = false;
        var leader = _flights.Ask("k", token =>
        {
            token.Register(() => unwanted = true);
            return new ValueTask<int>(_gate.Task);
        });
        var leaver = _flights.AskUntil(_leaving, "k", SingleFlightCalls.Never);
        var stayer = _flights.Ask("k", SingleFlightCalls.Never);

        await _leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver.InTime());
        _gate.SetResult(1);

        Assert.Equal(1, (await leader.InTime()).Value);
        Assert.Equal(1, (await stayer.InTime()).Value);
        Assert.False(unwanted);
    }

    [Fact]
    public async Task A_leader_with_waiters_does_not_return_before_its_factory_has()
    {
        var unwanted = CancellationToken.None;
        var leader = _flights.AskUntil(
            _leaving,
            "k",
            token =>
            {
                unwanted = token;
                return new ValueTask<int>(_gate.Task);
            });
        var waiter = _flights.Ask("k", SingleFlightCalls.Never);

        await _leaving.CancelAsync();

        Assert.False(unwanted.IsCancellationRequested);
        Assert.False(leader.IsCompleted);
        _gate.SetResult(1);
        Assert.Equal(1, (await leader.InTime()).Value);
        Assert.Equal(1, (await waiter.InTime()).Value);
    }

    [Fact]
    public async Task The_token_fires_when_the_last_waiter_leaves_a_cancelled_leader()
    {
        var unwanted = CancellationToken.None;
        using var alsoLeaving = new CancellationTokenSource();
        var leader = _flights.AskUntil(
            _leaving,
            "k",
            token =>
            {
                unwanted = token;
                return new ValueTask<int>(_gate.Task);
            });
        var waiter = _flights.AskUntil(alsoLeaving, "k", SingleFlightCalls.Never);

        await _leaving.CancelAsync();
        Assert.False(unwanted.IsCancellationRequested);
        await alsoLeaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter.InTime());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader.InTime());
        Assert.True(unwanted.IsCancellationRequested);
        Assert.True(_flights.IsEmpty);
    }

    [Fact]
    public async Task A_waiter_takes_over_with_its_own_factory_when_the_leader_was_cancelled()
    {
        // The factory watches its own request, not the token it was given.
        var leader = _flights.AskUntil(_leaving, "k", async _ => await _gate.Task.WaitAsync(_leaving.Token));
        var runs = 0;
        ValueTask<int> Compute(CancellationToken unwanted)
        {
            Interlocked.Increment(ref runs);
            return new ValueTask<int>(_gate.Task);
        }

        var waiters = Enumerable.Range(0, 10).Select(_ => _flights.Ask("k", Compute)).ToArray();
        await _leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader.InTime());
        _gate.SetResult(5);
        var results = await Task.WhenAll(waiters).InTime();

        Assert.InRange(runs, 1, 10); // those that come after the gate has opened may each find nothing running
        Assert.All(results, result => Assert.Equal(5, result.Value));
        Assert.True(_flights.IsEmpty);
    }

    [Fact]
    public async Task A_waiter_that_takes_over_computes_on_its_own_flow()
    {
        var flow = new AsyncLocal<string>();
        var leader = _flights.AskUntil(_leaving, "k", async _ => { await _gate.Task.WaitAsync(_leaving.Token); return "leader"; });
        flow.Value = "waiter";
        var waiter = _flights.Ask("k", _ => new ValueTask<string>(flow.Value!));
        flow.Value = "afterwards";

        await _leaving.CancelAsync();

        Assert.Equal(new FlightResult<string>("waiter", Led: true), await waiter.InTime());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader.InTime());
    }

    [Fact]
    public async Task A_failure_other_than_the_cancellation_is_not_taken_over()
    {
        var leader = _flights.AskUntil<int>(
            _leaving,
            "k",
            async _ =>
            {
                await _gate.Task;
                throw new InvalidOperationException();
            });
        var waiter = _flights.Ask("k", SingleFlightCalls.Never);

        await _leaving.CancelAsync();
        _gate.SetResult(1);

        await Assert.ThrowsAsync<InvalidOperationException>(() => waiter.InTime());
        await Assert.ThrowsAsync<InvalidOperationException>(() => leader.InTime());
    }

    [Fact]
    public async Task A_leader_that_cannot_be_cancelled_gives_its_factory_a_token_that_never_fires()
    {
        var canFire = await _flights.Ask("k", unwanted => new ValueTask<bool>(unwanted.CanBeCanceled));

        Assert.False(canFire.Value);
    }
}
