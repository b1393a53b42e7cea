using CacheKit.Concurrency;

namespace CacheKit.Tests.Concurrency;

public sealed class SingleFlightReentranceTests
{
    private readonly SingleFlight _flights = new();

    private static ValueTask<int> One(CancellationToken unwanted) => new(1);

    [Fact]
    public async Task A_factory_may_ask_for_its_own_key()
    {
        var result = await _flights.Ask("k", async _ => 1 + (await _flights.Ask("k", One)).Value).InTime();

        Assert.Equal(2, result.Value);
        Assert.True(_flights.IsEmpty);
    }

    [Fact]
    public async Task A_child_task_of_a_factory_may_ask_for_its_key()
    {
        var result = await _flights.Ask(
            "k", async _ => 1 + (await Task.Run(() => _flights.Ask("k", One))).Value).InTime();

        Assert.Equal(2, result.Value);
    }

    [Fact]
    public async Task A_nested_factory_may_ask_for_the_outer_key()
    {
        var result = await _flights.Ask(
            "a", async _ => 1 + (await _flights.Ask("b", async _ => 1 + (await _flights.Ask("a", One)).Value)).Value).InTime();

        Assert.Equal(3, result.Value);
    }

    [Fact]
    public async Task Two_factories_in_different_flows_may_ask_for_each_other()
    {
        var bothRun = new Barrier(2);
        async ValueTask<int> AskFor(string other)
        {
            await Task.Yield();
            Assert.True(bothRun.SignalAndWait(SingleFlightCalls.Soon));
            return 1 + (await _flights.Ask(other, One)).Value;
        }

        var a = Task.Run(() => _flights.Ask("a", _ => AskFor("b")));
        var b = Task.Run(() => _flights.Ask("b", _ => AskFor("a")));
        var results = await Task.WhenAll(a, b).InTime();

        // The one that asks first waits for the other (1 + 2), which computes by itself (1 + 1).
        Assert.Equal([2, 3], results.Select(result => result.Value).Order());
        Assert.True(_flights.IsEmpty);
    }

    [Fact]
    public async Task Two_factories_of_different_tables_may_ask_for_each_other()
    {
        var others = new SingleFlight();
        var bothRun = new Barrier(2);
        async ValueTask<int> AskIn(SingleFlight other)
        {
            await Task.Yield();
            Assert.True(bothRun.SignalAndWait(SingleFlightCalls.Soon));
            return 1 + (await other.Ask("k", One)).Value;
        }

        var here = Task.Run(() => _flights.Ask("k", _ => AskIn(others)));
        var there = Task.Run(() => others.Ask("k", _ => AskIn(_flights)));
        var results = await Task.WhenAll(here, there).InTime();

        Assert.Equal([2, 3], results.Select(result => result.Value).Order());
    }

    [Fact]
    public async Task Three_factories_may_ask_for_each_other_in_a_circle()
    {
        var allRun = new Barrier(3);
        async ValueTask<int> AskFor(string next)
        {
            await Task.Yield();
            Assert.True(allRun.SignalAndWait(SingleFlightCalls.Soon));
            return 1 + (await _flights.Ask(next, One)).Value;
        }

        var results = await Task.WhenAll(
            Task.Run(() => _flights.Ask("a", _ => AskFor("b"))),
            Task.Run(() => _flights.Ask("b", _ => AskFor("c"))),
            Task.Run(() => _flights.Ask("c", _ => AskFor("a")))).InTime();

        Assert.Equal([2, 3, 4], results.Select(result => result.Value).Order());
        Assert.True(_flights.IsEmpty);
    }

    [Fact]
    public async Task A_waiting_branch_of_a_factory_counts_as_the_factorys_wait()
    {
        var bGate = new TaskCompletionSource();
        var branchesWait = new TaskCompletionSource();
        var b = _flights.Ask("b", async _ =>
        {
            await bGate.Task;
            return 1 + (await _flights.Ask("a", One)).Value;
        });
        var a = _flights.Ask("a", async _ =>
        {
            var branches = new[] { _flights.Ask("b", SingleFlightCalls.Never), _flights.Ask("c", One) };
            branchesWait.SetResult();
            return (await Task.WhenAll(branches)).Sum(branch => branch.Value);
        });

        await branchesWait.Task.InTime();
        bGate.SetResult();

        Assert.Equal(2, (await b.InTime()).Value);
        Assert.Equal(3, (await a.InTime()).Value);
    }

    [Fact]
    public async Task Two_branches_of_one_factory_share_a_third_computation()
    {
        var gate = new TaskCompletionSource<int>();
        var runs = 0;
        ValueTask<int> Compute(CancellationToken unwanted)
        {
            runs++;
            return new ValueTask<int>(gate.Task);
        }

        var outer = _flights.Ask("a", async _ =>
            (await Task.WhenAll(_flights.Ask("b", Compute), _flights.Ask("b", Compute))).Sum(branch => branch.Value));
        gate.SetResult(1);

        Assert.Equal(2, (await outer.InTime()).Value);
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task A_factory_waits_for_a_computation_that_does_not_wait_for_it()
    {
        var gate = new TaskCompletionSource<int>();
        var b = _flights.Ask("b", _ => new ValueTask<int>(gate.Task));

        var a = _flights.Ask("a", async _ => 1 + (await _flights.Ask("b", SingleFlightCalls.Never)).Value);
        gate.SetResult(1);

        Assert.Equal(2, (await a.InTime()).Value);
        Assert.True((await b.InTime()).Led);
    }

    [Fact]
    public async Task A_task_that_outlives_its_factory_is_not_inside_any_more()
    {
        var gate = new TaskCompletionSource<int>();
        ExecutionContext? flow = null;
        await _flights.Ask("k", _ =>
        {
            flow = ExecutionContext.Capture();
            return new ValueTask<int>(1);
        });
        var second = _flights.Ask("k", _ => new ValueTask<int>(gate.Task));

        Task<FlightResult<int>>? straggler = null;
        ExecutionContext.Run(flow!, _ => straggler = _flights.Ask("k", SingleFlightCalls.Never), null);
        gate.SetResult(2);

        Assert.Equal(new FlightResult<int>(2, Led: true), await second.InTime());
        Assert.Equal(new FlightResult<int>(2, Led: false), await straggler!.InTime());
    }

    [Fact]
    public async Task A_wait_that_was_cancelled_no_longer_stands_in_the_way()
    {
        using var leaving = new CancellationTokenSource();
        var aGate = new TaskCompletionSource<int>();
        var bGate = new TaskCompletionSource();
        var aRuns = 0;
        var b = _flights.Ask("b", async _ =>
        {
            await bGate.Task;
            return 1 + (await _flights.Ask("a", SingleFlightCalls.Never)).Value;
        });
        var a = _flights.Ask("a", async _ =>
        {
            aRuns++;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _flights.AskUntil(leaving, "b", SingleFlightCalls.Never));
            return await aGate.Task;
        });

        await leaving.CancelAsync();
        bGate.SetResult();
        Assert.False(b.IsCompleted);
        aGate.SetResult(1);

        Assert.Equal(2, (await b.InTime()).Value);
        Assert.Equal(1, (await a.InTime()).Value);
        Assert.Equal(1, aRuns);
    }

    [Fact]
    public async Task A_call_that_computes_by_itself_inside_is_cancelled_at_once_too()
    {
        using var leaving = new CancellationTokenSource();
        var gate = new TaskCompletionSource<int>();
        var inner = new TaskCompletionSource();
        var outer = _flights.Ask("k", async _ =>
        {
            var call = _flights.AskUntil(leaving, "k", _ => new ValueTask<int>(gate.Task));
            inner.SetResult();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            return 1;
        });

        await inner.Task.InTime();
        await leaving.CancelAsync();

        Assert.Equal(1, (await outer.InTime()).Value);
    }
}
