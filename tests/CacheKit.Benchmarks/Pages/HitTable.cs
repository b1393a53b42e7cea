using System.Globalization;

namespace CacheKit.Benchmarks.Pages;

/// <summary>What servers did with hits, as a Markdown table.</summary>
/// <param name="servers">The floor first and, measured as a second server, last.</param>
internal sealed class HitTable(ServerRounds[] servers)
{
    public ServerRounds Floor => servers[0];

    public ServerRounds FloorAgain => servers[^1];

    /// <summary>How far the floor is apart from itself in requests per second.</summary>
    public double Spread => Floor.SpreadTo(FloorAgain);

    /// <summary>How far it is apart from itself in processor time.</summary>
    public double TimeSpread => Floor.ProcessorTimeSpreadTo(FloorAgain);

    /// <summary>Prints it.</summary>
    /// <param name="title">What was asked for.</param>
    /// <param name="requests">What is wanted of requests per second, and whether it is met.</param>
    /// <param name="time">The same of processor time.</param>
    /// <param name="slowest">The same of the slowest requests; null for nothing.</param>
    /// <param name="allocated">The same of what is allocated; null for nothing.</param>
    public void Print(string title, (string Wanted, bool IsMet) requests, (string Wanted, bool IsMet) time, (string Wanted, bool IsMet)? slowest = null, (string Wanted, bool IsMet)? allocated = null)
    {
        Console.WriteLine($"### {title}\n");
        Console.WriteLine("| | requests/s | of the floor | server's processor time for a request | of the floor | 99 % within | allocated for a request |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var server in servers)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {server.Name} | {server.RequestsPerSecond:N0} | {server.RequestsAgainst(Floor, FloorAgain):F2} | {server.ProcessorTime:F1} µs | {server.ProcessorTimeAgainst(Floor, FloorAgain):F2} | {server.SlowestPercent:F2} ms | {server.Allocated:F0} B |"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| the floor against itself | | ±{Spread:P1} | | ±{TimeSpread:P1} | | |"));
        Console.WriteLine($"| CacheKit's bound | | {InWords(requests)}| | {InWords(time)}| {InWords(slowest)}| {InWords(allocated)}|\n");
    }

    private static string InWords((string Wanted, bool IsMet)? bound) =>
        bound is { } stated ? $"{stated.Wanted}: {(stated.IsMet ? "met" : "missed")} " : "";
}
