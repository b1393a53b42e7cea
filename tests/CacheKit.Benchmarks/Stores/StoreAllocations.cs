using System.Globalization;

namespace CacheKit.Benchmarks.Stores;

/// <summary>How much memory one get takes, the value of 1 KiB included.</summary>
internal static class StoreAllocations
{
    private const int Calls = 5_000;
    private const int Rounds = 9;

    /// <summary>Measures, and writes a line for each store.</summary>
    /// <param name="keys">Keys that are stored.</param>
    /// <param name="stores">The stores.</param>
    public static async Task RunAsync(StoreKeys keys, IEnumerable<IStore> stores)
    {
        Console.WriteLine("\n| a get of 1 KiB | allocated |\n| --- | ---: |");
        foreach (var store in stores)
        {
            double bytes = await MeasureAsync(store, keys);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {store.Name} | {bytes:F0} B |"));
        }
    }

    private static async Task<double> MeasureAsync(IStore store, StoreKeys keys)
    {
        var rounds = new List<double>();
        // One more: the first makes what is kept.
        for (int round = 0; round <= Rounds; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int place = 0; place < Calls; place++)
                await store.GetAsync(keys[place]);
            rounds.Add((GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Calls);
        }

        return Statistics.Median(rounds.Skip(1));
    }
}
