using System.Diagnostics;

namespace CacheKit.Benchmarks.Stores;

/// <summary>A store in one comparison, and what an operation took in each round.</summary>
internal sealed class StoreContestant(IStore store, StoreOperation operation, StoreKeys keys, int callers)
{
    // Many callers at once are now woken one by one, now many together, which is twice as fast: a turn sees both.
    private readonly TimeSpan _turn = TimeSpan.FromMilliseconds(callers == 1 ? 150 : 400);

    // Code is made anew in the background once it has run for a while.
    private const int WarmUps = 3;

    private int _operations = 1;
    private int _place;

    public string Name => store.Name;

    /// <summary>Microseconds for an operation, of all callers together.</summary>
    public List<double> Rounds { get; } = [];

    public double Median => Statistics.Median(Rounds);

    /// <summary>Finds out how many operations a round is, after the code has been made.</summary>
    public async Task PrepareAsync()
    {
        while (true)
        {
            double taken = await TimeAsync() * _operations;
            if (taken > _turn.TotalMicroseconds / 2)
                break;
            _operations = taken < _turn.TotalMicroseconds / 8 ? _operations * 4 : _operations * 2;
        }

        for (int round = 0; round < WarmUps; round++)
            await TimeAsync();
    }

    public async Task RunAsync() => Rounds.Add(await TimeAsync());

    private async Task<double> TimeAsync()
    {
        long start = Stopwatch.GetTimestamp();
        int share = Math.Max(1, _operations / callers);
        if (callers == 1)
            await CallAsync(share, _place);
        else
            await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(share, _place + (caller * share)))));
        double taken = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        _place = (_place + (share * callers)) % keys.Count;
        return taken / (share * callers);
    }

    private async Task CallAsync(int times, int place)
    {
        for (int number = 0; number < times; number++)
            await operation.Run(store, keys, place + number);
    }
}
