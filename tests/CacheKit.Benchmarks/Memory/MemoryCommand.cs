using System.Globalization;
using System.Runtime.CompilerServices;
using CacheKit.Benchmarks.Candidates;
using CacheKit.Benchmarks.Operations;

namespace CacheKit.Benchmarks.Memory;

/// <summary><c>memory</c>: what an entry costs beside its key's and value's own objects, which exist before the cache is filled.</summary>
internal static class MemoryCommand
{
    private const double Bound = 150;
    private const int Few = 10;

    private static readonly int[] _entries = [1_000, 100_000, 1_000_000];

    public static void Run()
    {
        Console.WriteLine("### Bytes for each entry, key and value not counted\n");
        Console.WriteLine($"| entries | {string.Join(" | ", _entries.Select(static entries => entries.ToString("N0", CultureInfo.InvariantCulture)))} |");
        Console.WriteLine($"| --- | {string.Concat(Enumerable.Repeat("---: | ", _entries.Length))}");
        foreach (var candidate in Candidate.All.SkipLast(2))
        {
            double[] bytes = [.. _entries.Select(entries => BytesPerEntry(candidate, entries))];
            Console.WriteLine($"| {candidate.Name} | {string.Join(" | ", bytes.Select(static bytes => bytes.ToString("F0", CultureInfo.InvariantCulture)))} |");
            if (candidate is CacheKitCandidate)
                Console.WriteLine($"| CacheKit's bound: {Bound} | {string.Join(" | ", bytes.Select(static bytes => bytes < Bound + 0.5 ? "met" : "missed"))} |");
        }
    }

    private static double BytesPerEntry(Candidate candidate, int entries)
    {
        var data = new Dataset(entries);
        // What a cache takes with a few entries is the cache's own; what a candidate makes once exists after the first time.
        HeldBytes(candidate, data);
        long own = HeldBytes(candidate, new Dataset(Few));
        return (HeldBytes(candidate, data) - own) / (double)(entries - Few);
    }

    // Not inlined, so that nothing of an earlier call is held by its caller's frame.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long HeldBytes(Candidate candidate, Dataset data)
    {
        _ = data.Texts;
        long before = BytesInUse();
        using var filled = candidate.Prepare(Operation.GetText, data);
        long after = BytesInUse();
        GC.KeepAlive(data);
        return after - before;
    }

    private static long BytesInUse()
    {
        // Twice: what has a finalizer goes with the second collection only.
        for (int pass = 0; pass < 2; pass++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
