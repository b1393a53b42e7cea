using System.Globalization;

namespace CacheKit.Benchmarks.Pages;

/// <summary>
/// <c>pages uncacheable</c>: pages of 10 KiB that cannot be shared, over loopback, asked by wrk, each server in turn in each
/// round. The floor, measured as two servers, is the same application without any cache.
/// </summary>
internal static class UncacheablePagesCommand
{
    private const int Rounds = 9;
    private const int Seconds = 1;
    private const int WarmUpSeconds = 2;

    private static readonly PageLoad _load = new(32, 1);

    /// <param name="pages">Below it lie the pages.</param>
    public static async Task RunAsync(string pages)
    {
        await using var without = await ServerProcess.StartAsync(PageServerKind.Uncached);
        await using var ours = await ServerProcess.StartAsync(PageServerKind.CacheKit);
        await using var output = await ServerProcess.StartAsync(PageServerKind.OutputCaching);
        await using var withoutAgain = await ServerProcess.StartAsync(PageServerKind.Uncached);
        ServerRounds[] servers =
        [
            new("no cache", without, pages),
            new("CacheKit", ours, pages),
            new("OutputCaching", output, pages),
            new("no cache again", withoutAgain, pages),
        ];
        await ServerRounds.MeasureAsync(servers, _load, Rounds, Seconds, WarmUpSeconds);
        Print(servers, pages);
    }

    private static void Print(ServerRounds[] servers, string pages)
    {
        var (floor, ours, again) = (servers[0], servers[1], servers[^1]);
        string what = pages == PageServer.PrivatePages ? "with Cache-Control: private" : "that sets a cookie";
        Console.WriteLine($"### A 10 KiB page {what}: {_load}\n");
        Console.WriteLine("| | requests/s | of no cache | server's processor time for a request | of no cache | 99 % within | of no cache |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var server in servers)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {server.Name} | {server.RequestsPerSecond:N0} | {server.RequestsAgainst(floor, again):F2} | {server.ProcessorTime:F1} µs | {server.ProcessorTimeAgainst(floor, again):F2} | {server.SlowestPercent:F2} ms | {server.SlowestPercentAgainst(floor, again):F2} |"));
        }

        double spread = floor.SpreadTo(again), timeSpread = floor.ProcessorTimeSpreadTo(again), slowestSpread = floor.SlowestPercentSpreadTo(again);
        bool fast = ours.RequestsAgainst(floor, again) >= 1 - spread;
        bool prompt = ours.SlowestPercentAgainst(floor, again) <= 1 + slowestSpread;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| no cache against itself | | ±{spread:P1} | | ±{timeSpread:P1} | | ±{slowestSpread:P1} |"));
        Console.WriteLine($"| CacheKit's bound | | no slower: {InWords(fast)} | | | | no slower: {InWords(prompt)} |\n");
    }

    private static string InWords(bool met) => met ? "met" : "missed";
}
