using System.Globalization;
using CacheKit.Benchmarks.Operations;

namespace CacheKit.Benchmarks.Files;

/// <summary>
/// <c>file</c>: the file backend with values of 1 KiB beside the files themselves, and as the number of entries grows. Every
/// round runs all of them one after the other; ratios are taken within a round, and their median is shown.
/// </summary>
internal static class FilesCommand
{
    private const int Rounds = 9;
    private const int ValueLength = 1024;
    private const int Smallest = 1000;

    private static readonly int[] _crews = [1, 16];

    /// <summary>Measures.</summary>
    /// <param name="entries">The numbers of entries that are compared with the smallest.</param>
    public static void Run(IReadOnlyList<int> entries)
    {
        string parent = Directory.CreateTempSubdirectory("cachekit-bench-").FullName;
        try
        {
            using var small = new FileSite(parent, Smallest, ValueLength);
            Compare(small);
            foreach (int count in entries)
            {
                using var large = new FileSite(parent, count, ValueLength);
                CompareSizes(small, large, count);
            }
        }
        finally
        {
            Directory.Delete(parent, recursive: true);
        }
    }

    private static void Compare(FileSite site)
    {
        Console.WriteLine($"### File backend, {Smallest:N0} entries, values of {ValueLength} bytes\n");
        Console.WriteLine("| | threads | files by hand | CacheKit | ratio | bound | by hand again | exceptions |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (int size in _crews)
        {
            using var crew = new Crew(size);
            Row("get", crew, 20_000, Of(new FileOperations.ReadFile()), site.Paths, Of(new FileOperations.Get(site)), site.Keys, 1.5);
            Row("set", crew, 1_000, Of(new FileOperations.ReplaceFile(site)), site.Paths, Of(new FileOperations.Set(site)), site.Keys, 1.3);
            Row("miss", crew, 20_000, Of(new FileOperations.LookForFile()), site.Paths, Of(new FileOperations.Miss(site)), site.Keys, null);
        }

        Console.WriteLine();
    }

    private static void Row(string name, Crew crew, int operations, Workload floor, string[] paths, Workload ours, string[] keys, double? bound)
    {
        int exceptions = 0;
        void Count(object? sender, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs args) => Interlocked.Increment(ref exceptions);
        AppDomain.CurrentDomain.FirstChanceException += Count;
        List<double> floors = [], times = [], ratios = [], again = [];
        for (int round = -1; round < Rounds; round++)
        {
            double first = crew.Run(floor, paths, operations / crew.Size).Nanoseconds;
            double middle = crew.Run(ours, keys, operations / crew.Size).Nanoseconds;
            double last = crew.Run(floor, paths, operations / crew.Size).Nanoseconds;
            // The first round warms up.
            if (round < 0)
                continue;
            floors.Add(first);
            times.Add(middle);
            ratios.Add(middle / ((first + last) / 2));
            again.Add(last / first);
        }

        AppDomain.CurrentDomain.FirstChanceException -= Count;
        double ratio = Statistics.Median(ratios);
        string verdict = bound is { } limit ? string.Create(CultureInfo.InvariantCulture, $"{limit:F1}: {(ratio <= limit ? "met" : "missed")}") : "";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {crew.Size} | {Statistics.Median(floors) / 1000:F1} µs | {Statistics.Median(times) / 1000:F1} µs | {ratio:F2} | {verdict} | {Statistics.Median(again):F2} | {exceptions} |"));
    }

    private static void CompareSizes(FileSite small, FileSite large, int count)
    {
        Console.WriteLine($"### File backend, {count:N0} entries beside {Smallest:N0}\n");
        Console.WriteLine($"| | {Smallest:N0} entries | {count:N0} entries | ratio | bound | files by hand, ratio |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
        using var crew = new Crew(1);
        SizeRow("get", crew, 10_000, site => (Of(new FileOperations.Get(site)), Of(new FileOperations.ReadFile())), small, large);
        SizeRow("set", crew, 1_000, site => (Of(new FileOperations.Set(site)), Of(new FileOperations.ReplaceFile(site))), small, large);
        Console.WriteLine();
    }

    private static void SizeRow(string name, Crew crew, int operations, Func<FileSite, (Workload Ours, Workload Floor)> prepare, FileSite small, FileSite large)
    {
        var (few, many) = (prepare(small), prepare(large));
        List<double> ofFew = [], ofMany = [], ratios = [], floors = [];
        for (int round = -1; round < Rounds; round++)
        {
            double first = crew.Run(few.Ours, small.Keys, operations).Nanoseconds;
            double second = crew.Run(many.Ours, large.Keys, operations).Nanoseconds;
            double floor = crew.Run(few.Floor, small.Paths, operations).Nanoseconds;
            double floorOfMany = crew.Run(many.Floor, large.Paths, operations).Nanoseconds;
            if (round < 0)
                continue;
            ofFew.Add(first);
            ofMany.Add(second);
            ratios.Add(second / first);
            floors.Add(floorOfMany / floor);
        }

        double ratio = Statistics.Median(ratios);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {Statistics.Median(ofFew) / 1000:F1} µs | {Statistics.Median(ofMany) / 1000:F1} µs | {ratio:F2} | 1.5: {(ratio <= 1.5 ? "met" : "missed")} | {Statistics.Median(floors):F2} |"));
    }

    private static Workload<TOperation> Of<TOperation>(TOperation operation)
        where TOperation : struct, IOperation => new(operation, null);
}
