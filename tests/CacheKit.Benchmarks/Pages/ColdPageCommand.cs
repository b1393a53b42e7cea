using System.Diagnostics;
using System.Globalization;

namespace CacheKit.Benchmarks.Pages;

/// <summary>
/// <c>pages cold</c>: many first requests of one page at once, each over a connection of its own that is open already: how
/// often the page is made, and when the last of them has it.
/// </summary>
internal static class ColdPageCommand
{
    private const int Rounds = 9;
    private const int Requests = 200;

    public static async Task RunAsync()
    {
        Console.WriteLine($"### {Requests} first requests of one page at once, handler of {PageServer.SlowPageTime.TotalMilliseconds} ms\n");
        Console.WriteLine("| | times the handler ran | most in a round | last answer |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        await MeasureAsync("no cache", PageServerKind.Uncached);
        var most = await MeasureAsync("CacheKit", PageServerKind.CacheKit);
        await MeasureAsync("OutputCaching", PageServerKind.OutputCaching);
        await MeasureAsync("OutputCaching without locking", PageServerKind.OutputCachingWithoutLocking);
        Console.WriteLine($"| CacheKit's bound: once | | {(most == 1 ? "met" : "missed")} | |\n");
    }

    /// <returns>How often the handler ran at most.</returns>
    private static async Task<long> MeasureAsync(string name, PageServerKind kind)
    {
        await using var server = await ServerProcess.StartAsync(kind);
        var made = new List<double>();
        var milliseconds = new List<double>();
        // The first round is for the compiler, and opens the connections.
        for (int round = 0; round <= Rounds; round++)
        {
            var page = server.At($"{PageServer.SlowPages}/{round}");
            long before = await server.SlowPagesMadeAsync();
            long began = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => server.GetAsync(page)));
            double took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            if (round == 0)
                continue;
            made.Add(await server.SlowPagesMadeAsync() - before);
            milliseconds.Add(took);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {Statistics.Median(made):F0} | {made.Max():F0} | {Statistics.Median(milliseconds):F0} ms |"));
        return (long)made.Max();
    }
}
