using System.Collections.Concurrent;
using System.Globalization;
using CacheKit.Concurrency;
using CsCheck;

namespace CacheKit.Tests.Concurrency;

public sealed class SingleFlightRaceTests
{
    private const int Keys = 4;

    private readonly SingleFlight _flights = new();

    // Leaders of the computations that run now, by key.
    private readonly ConcurrentDictionary<Guid, CancellationToken>[] _running =
        [.. Enumerable.Range(0, Keys).Select(_ => new ConcurrentDictionary<Guid, CancellationToken>())];

    /// <summary>A call for a key whose factory makes further calls, one after another or in branches.</summary>
    private sealed record Call(int Key, bool InBranches, Call[] Within);

    [Fact]
    public async Task Under_cancellations_and_failures_one_computation_per_key_runs_and_every_caller_ends()
    {
        var callers = Enumerable.Range(0, 8).Select(seed => Task.Run(() => CallManyTimesAsync(seed)));

        var ended = await Task.WhenAll(callers).WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);

        Assert.Equal(8 * 2000, ended.Sum());
        Assert.True(_flights.IsEmpty);
        // An abandoned factory ends after its callers.
        Assert.True(SpinWait.SpinUntil(() => _running.All(static running => running.IsEmpty), SingleFlightCalls.Soon));
    }

    [Fact]
    public void Factories_that_ask_for_each_other_never_wait_for_ever()
    {
        var leaf = Gen.Int[0, Keys - 1].Select(key => new Call(key, false, []));
        var inner = Gen.Select(Gen.Int[0, Keys - 1], Gen.Bool, leaf.Array[0, 3], (key, branches, within) => new Call(key, branches, within));
        var outer = Gen.Select(Gen.Int[0, Keys - 1], Gen.Bool, inner.Array[0, 3], (key, branches, within) => new Call(key, branches, within));

        Check.Sample(
            outer.Array[2, 6],
            calls =>
            {
                var flows = calls.Select(call => Task.Run(() => MakeAsync(call))).ToArray();
                return Task.WhenAll(flows).Wait(SingleFlightCalls.Soon) && _flights.IsEmpty;
            },
            iter: 2000,
            threads: 1);
    }

    private static string Name(int key) => key.ToString(CultureInfo.InvariantCulture);

    private async Task<int> CallManyTimesAsync(int seed)
    {
        var random = new Random(seed);
        var ended = 0;
        for (; ended < 2000; ended++)
        {
            using var leaving = new CancellationTokenSource();
            var key = random.Next(Keys);
            var (steps, fails, watchesItsCaller, cancels) = (random.Next(4), random.Next(8) == 0, random.Next(4) == 0, random.Next(3));
            var call = _flights.AskUntil(
                leaving,
                Name(key),
                unwanted => ComputeAsync(key, steps, fails, watchesItsCaller ? leaving.Token : unwanted, leaving.Token));
            if (cancels == 0)
                await Task.Yield();
            if (cancels < 2)
                await leaving.CancelAsync();
            try
            {
                Assert.Equal(key, (await call).Value);
            }
            catch (OperationCanceledException) when (leaving.IsCancellationRequested)
            {
            }
            catch (TimeZoneNotFoundException)
            {
            }
        }

        return ended;
    }

    private async ValueTask<int> ComputeAsync(int key, int steps, bool fails, CancellationToken watched, CancellationToken leader)
    {
        var id = Guid.NewGuid();
        _running[key][id] = leader;
        try
        {
            // Others may still run only if they were abandoned, which takes a cancelled leader.
            Assert.All(_running[key], other => Assert.True(other.Key == id || other.Value.IsCancellationRequested));
            for (var step = 0; step < steps; step++)
            {
                await Task.Yield();
                watched.ThrowIfCancellationRequested();
            }

            return fails ? throw new TimeZoneNotFoundException() : key;
        }
        finally
        {
            _running[key].TryRemove(id, out _);
        }
    }

    private Task<FlightResult<int>> MakeAsync(Call call) => _flights.Ask(Name(call.Key), async _ =>
    {
        await Task.Yield();
        if (call.InBranches)
        {
            await Task.WhenAll(call.Within.Select(MakeAsync));
            return call.Key;
        }

        foreach (var within in call.Within)
            await MakeAsync(within);
        return call.Key;
    });
}
