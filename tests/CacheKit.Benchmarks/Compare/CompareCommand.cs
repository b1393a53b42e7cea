using CacheKit.Benchmarks.Operations;

namespace CacheKit.Benchmarks.Compare;

/// <summary><c>compare [operation] [entries]</c>: every operation whose name contains the word, or all.</summary>
internal static class CompareCommand
{
    private static readonly int[] _entries = [1_000, 100_000, 1_000_000];

    public static void Run(string? filter, int? onlyEntries)
    {
        using var one = new Crew(1);
        using var four = new Crew(4);
        // The first comparison of a process is still made with code that the runtime has yet to improve.
        using (var warmUp = new Comparison(Operation.GetText, new Dataset(_entries[0])))
            warmUp.Run(one);
        foreach (var operation in Enum.GetValues<Operation>().Where(operation => filter is null || $"{operation}".Contains(filter, StringComparison.OrdinalIgnoreCase)))
        {
            var report = new ComparisonReport(operation);
            foreach (int entries in _entries.Where(entries => onlyEntries is null || entries == onlyEntries))
            {
                using var comparison = new Comparison(operation, new Dataset(entries));
                report.Add(1, entries, comparison.Run(one));
                report.Add(4, entries, comparison.Run(four));
            }

            Console.WriteLine(report);
        }
    }
}
