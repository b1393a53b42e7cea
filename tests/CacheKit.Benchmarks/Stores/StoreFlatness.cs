using System.Globalization;

namespace CacheKit.Benchmarks.Stores;

/// <summary>One kind of store with more and more entries: what an operation takes there, in times of what it takes with the fewest.</summary>
internal sealed class StoreFlatness(IReadOnlyList<StoreOperation> operations)
{
    private const int Rounds = 11;

    /// <summary>Compares the sizes, and writes a Markdown table.</summary>
    /// <param name="stores">The stores, each with the number of its entries, the fewest first.</param>
    public async Task RunAsync(params (IStore Store, int Entries)[] stores)
    {
        var filled = new List<(IStore Store, StoreKeys Keys)>();
        foreach (var (store, entries) in stores)
        {
            var keys = new StoreKeys(entries);
            await keys.FillAsync(store);
            filled.Add((store, keys));
        }

        Console.WriteLine($"\n| operation | {string.Join(" | ", stores.Select(static store => store.Entries.ToString("N0", CultureInfo.InvariantCulture)))} |");
        Console.WriteLine($"| --- | {string.Concat(Enumerable.Repeat("---: | ", stores.Length))}");
        foreach (var operation in operations)
            Console.WriteLine(await RowAsync(operation, filled));
    }

    private static async Task<string> RowAsync(StoreOperation operation, List<(IStore Store, StoreKeys Keys)> stores)
    {
        var contestants = stores.ConvertAll(store => new StoreContestant(store.Store, operation, store.Keys, 1));
        foreach (var contestant in contestants)
            await contestant.PrepareAsync();
        for (int round = 0; round < Rounds; round++)
        {
            for (int turn = 0; turn < contestants.Count; turn++)
                await contestants[(turn + round) % contestants.Count].RunAsync();
        }

        var fewest = contestants[0].Rounds;
        var cells = contestants.Select(contestant => string.Create(
            CultureInfo.InvariantCulture,
            $"{Statistics.Median(contestant.Rounds.Zip(fewest, static (time, least) => time / least)):F2} ({contestant.Median:F1} µs)"));
        return $"| {operation.Title} | {string.Join(" | ", cells)} |";
    }
}
