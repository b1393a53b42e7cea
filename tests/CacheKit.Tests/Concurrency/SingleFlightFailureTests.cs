using CacheKit.Concurrency;

namespace CacheKit.Tests.Concurrency;

public sealed class SingleFlightFailureTests
{
    private readonly SingleFlight _flights = new();

    [Fact]
    public async Task A_failing_computation_runs_once_and_all_its_callers_get_its_exception()
    {
        var gate = new TaskCompletionSource<int>();
        var failure = new InvalidOperationException("broken");
        var runs = 0;
        ValueTask<int> Compute(CancellationToken unwanted)
        {
            Interlocked.Increment(ref runs);
            return new ValueTask<int>(gate.Task);
        }

        var calls = Enumerable.Range(0, 100).Select(_ => _flights.Ask("k", Compute)).ToArray();
        gate.SetException(failure);

        foreach (var call in calls)
            Assert.Same(failure, await Assert.ThrowsAsync<InvalidOperationException>(() => call.InTime()));
        Assert.Equal(1, runs);
        Assert.True(_flights.IsEmpty);
    }

    [Fact]
    public async Task An_exception_reaches_a_waiter_with_the_stack_it_was_thrown_with()
    {
        var gate = new TaskCompletionSource<int>();
        async ValueTask<int> BreakDeepInside(CancellationToken unwanted)
        {
            await gate.Task;
            throw new InvalidOperationException("broken");
        }

        var leader = _flights.Ask("k", BreakDeepInside);
        var waiter = _flights.Ask("k", SingleFlightCalls.Never);
        gate.SetResult(1);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => waiter.InTime());
        Assert.Contains(nameof(BreakDeepInside), exception.StackTrace, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => leader.InTime());
    }

    [Fact]
    public async Task A_failure_is_not_remembered()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _flights.Ask<int>("k", _ => throw new InvalidOperationException()));

        var next = await _flights.Ask("k", _ => new ValueTask<int>(1));

        Assert.True(next.Led);
    }

    [Fact]
    public async Task A_computation_that_throws_before_its_first_wait_leaves_nothing_behind()
    {
        var call = _flights.RunAsync<int, int>(
            new FlightKey("scope", "k", typeof(int)), 0, static (_, _) => throw new InvalidOperationException(), CancellationToken.None);

        Assert.True(call.IsFaulted);
        Assert.True(_flights.IsEmpty);
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.AsTask());
    }

    [Fact]
    public async Task A_cancellation_that_is_not_the_leaders_is_a_failure_like_any_other()
    {
        var gate = new TaskCompletionSource<int>();
        using var leaving = new CancellationTokenSource();

        var leader = _flights.AskUntil(leaving, "k", _ => new ValueTask<int>(gate.Task));
        var waiter = _flights.Ask("k", SingleFlightCalls.Never);
        gate.SetCanceled(new CancellationToken(canceled: true)); // a client library's time limit, for instance

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader.InTime());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter.InTime());
    }

    [Fact]
    public async Task Nobody_is_told_of_the_failure_of_a_computation_that_all_have_left()
    {
        var unobserved = 0;
        void Count(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            if (e.Exception.InnerException is TimeZoneNotFoundException)
                Interlocked.Increment(ref unobserved);
        }

        TaskScheduler.UnobservedTaskException += Count;
        try
        {
            await LeaveAComputationThatFailsAsync();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Count;
        }

        Assert.Equal(0, unobserved);
    }

    private async Task LeaveAComputationThatFailsAsync()
    {
        var gate = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        using var leaving = new CancellationTokenSource();
        var leader = _flights.AskUntil<int>(
            leaving,
            "k",
            async _ =>
            {
                await gate.Task;
                ended.SetResult();
                throw new TimeZoneNotFoundException();
            });

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader.InTime());
        gate.SetResult();
        await ended.Task.InTime();
    }
}
