using CacheKit.Concurrency;

namespace CacheKit.Tests.Concurrency;

public sealed class SingleFlightSharingTests
{
    private readonly SingleFlight _flights = new();

    [Fact]
    public async Task One_computation_serves_a_thousand_callers()
    {
        var gate = new TaskCompletionSource<int>();
        var runs = 0;
        ValueTask<int> Compute(CancellationToken unwanted)
        {
            Interlocked.Increment(ref runs);
            return new ValueTask<int>(gate.Task);
        }

        var calls = Enumerable.Range(0, 1000).Select(_ => _flights.Ask("k", Compute)).ToArray();
        gate.SetResult(7);
        var results = await Task.WhenAll(calls).InTime();

        Assert.Equal(1, runs);
        Assert.All(results, result => Assert.Equal(7, result.Value));
        Assert.Single(results, result => result.Led);
        Assert.True(_flights.IsEmpty);
    }

    [Fact]
    public async Task Computations_of_different_keys_run_at_the_same_time()
    {
        var gate = new TaskCompletionSource<int>();

        var first = _flights.Ask("a", _ => new ValueTask<int>(gate.Task));
        var second = await _flights.Ask("b", _ => new ValueTask<int>(2)).InTime();
        gate.SetResult(1);

        Assert.Equal(2, second.Value);
        Assert.Equal(1, (await first.InTime()).Value);
    }

    [Fact]
    public async Task Two_types_under_one_name_are_two_computations()
    {
        var gate = new TaskCompletionSource<int>();

        var number = _flights.Ask("k", _ => new ValueTask<int>(gate.Task));
        var text = await _flights.Ask("k", _ => new ValueTask<string>("text")).InTime();
        gate.SetResult(1);

        Assert.Equal("text", text.Value);
        Assert.Equal(1, (await number.InTime()).Value);
    }

    [Fact]
    public async Task A_later_call_computes_anew()
    {
        await _flights.Ask("k", _ => new ValueTask<int>(1));

        var later = await _flights.Ask("k", _ => new ValueTask<int>(2));

        Assert.Equal(new FlightResult<int>(2, Led: true), later);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_computation_that_ends_synchronously_ends_its_call_synchronously(bool cancellable)
    {
        using var source = new CancellationTokenSource();

        var call = _flights.RunAsync(
            new FlightKey("scope", "k", typeof(int)), 7, static (state, _) => new ValueTask<int>(state), cancellable ? source.Token : default);

        Assert.True(call.IsCompletedSuccessfully);
        Assert.True(_flights.IsEmpty);
    }

    [Fact]
    public async Task The_computation_begins_on_its_callers_own_stack_and_flow()
    {
        var flow = new AsyncLocal<string> { Value = "request" };
        var thread = Environment.CurrentManagedThreadId;

        var seen = _flights.Ask("k", _ => new ValueTask<(string?, int)>((flow.Value, Environment.CurrentManagedThreadId)));

        Assert.Equal(("request", thread), (await seen).Value);
    }

    [Fact]
    public async Task What_a_computation_changes_in_its_flow_stays_inside()
    {
        var flow = new AsyncLocal<string> { Value = "before" };

        await _flights.Ask("k", _ =>
        {
            flow.Value = "inside";
            return new ValueTask<int>(1);
        });

        Assert.Equal("before", flow.Value);
    }

    [Fact]
    public async Task A_waiter_does_not_run_on_the_leaders_stack()
    {
        var gate = new TaskCompletionSource<int>();
        using var waiterIsHeld = new ManualResetEventSlim();
        var leader = _flights.Ask("k", _ => new ValueTask<int>(gate.Task));
        var waiter = _flights.Ask("k", SingleFlightCalls.Never).ContinueWith(
            _ => waiterIsHeld.Wait(SingleFlightCalls.Soon),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

        // Would not come back if the waiter's continuation ran inside.
        gate.SetResult(1);
        await leader.InTime();
        waiterIsHeld.Set();

        Assert.True(await waiter.InTime());
    }
}
