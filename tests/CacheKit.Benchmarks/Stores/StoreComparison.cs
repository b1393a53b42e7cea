using System.Globalization;

namespace CacheKit.Benchmarks.Stores;

/// <summary>
/// Stores at the same operations, interleaved: each round asks each in turn, beginning with another every time. The floor
/// is measured as two contestants: how they differ says how far a figure can be trusted.
/// </summary>
internal sealed class StoreComparison(IReadOnlyList<StoreOperation> operations, StoreKeys keys)
{
    private const int Rounds = 11;

    /// <summary>Compares, and writes a Markdown table for each number of callers.</summary>
    /// <param name="floor">The floor.</param>
    /// <param name="others">CacheKit first, then peers.</param>
    /// <param name="callers">How many callers there are at once.</param>
    public async Task RunAsync(IStore floor, IReadOnlyList<IStore> others, params int[] callers)
    {
        foreach (var store in (IStore[])[floor, .. others])
            await keys.FillAsync(store);
        foreach (int crew in callers)
        {
            Console.WriteLine($"\n### {(crew == 1 ? "One caller" : $"{crew} callers at once")}\n");
            Console.WriteLine($"| operation | {floor.Name} | {string.Join(" | ", others.Select(static store => store.Name))} | the floor against itself | bound |");
            Console.WriteLine($"| --- | {string.Concat(Enumerable.Repeat("---: | ", others.Count + 2))}--- |");
            foreach (var operation in operations)
                Console.WriteLine(await RowAsync(operation, [floor, .. others, floor], crew));
        }
    }

    private async Task<string> RowAsync(StoreOperation operation, IStore[] stores, int callers)
    {
        var contestants = Array.ConvertAll(stores, store => new StoreContestant(store, operation, keys, callers));
        foreach (var contestant in contestants)
            await contestant.PrepareAsync();
        for (int round = 0; round < Rounds; round++)
        {
            for (int turn = 0; turn < contestants.Length; turn++)
                await contestants[(turn + round) % contestants.Length].RunAsync();
        }

        var (floor, again) = (contestants[0].Rounds, contestants[^1].Rounds);
        double spread = Statistics.Median(floor.Zip(again, static (one, other) => Math.Abs(one - other) / Math.Min(one, other)));
        var ratios = contestants[1..^1].Select(contestant => Statistics.Median(contestant.Rounds.Select((time, round) => time / ((floor[round] + again[round]) / 2)))).ToList();
        var cells = contestants[1..^1].Zip(ratios, static (contestant, ratio) => string.Create(CultureInfo.InvariantCulture, $"{ratio:F2} ({contestant.Median:F1} µs)"));
        string verdict = ratios[0] <= operation.TimesFloor * (1 + spread) ? "met" : "missed";
        return string.Create(CultureInfo.InvariantCulture, $"| {operation.Title} | {contestants[0].Median:F1} µs | {string.Join(" | ", cells)} | ±{spread:P1} | {operation.TimesFloor:F2}: {verdict} |");
    }
}
