using System.Globalization;

namespace CacheKit.Benchmarks.Pages;

/// <summary>
/// <c>pages</c>: hits of a page of 10 KiB over loopback, asked by wrk on 32 connections, each server in turn in each
/// round. The floor, measured as two servers, writes the same bytes under the same header fields as a hit.
/// </summary>
internal static class PagesCommand
{
    private const int Rounds = 11;
    private const int Seconds = 2;
    private const int WarmUpSeconds = 3;
    private const double LeastOfFloor = 0.93;

    public static async Task RunAsync()
    {
        await using var ours = await ServerProcess.StartAsync(PageServerKind.CacheKit);
        await using var output = await ServerProcess.StartAsync(PageServerKind.OutputCaching);
        await using var response = await ServerProcess.StartAsync(PageServerKind.ResponseCaching);
        var fields = await FieldsOfHitAsync(ours);
        await FieldsOfHitAsync(output);
        await FieldsOfHitAsync(response);
        await using var floor = await ServerProcess.StartAsync(PageServerKind.Bare, fields);
        await using var floorAgain = await ServerProcess.StartAsync(PageServerKind.Bare, fields);
        ServerRounds[] servers =
        [
            new("bare endpoint", floor),
            new("CacheKit", ours),
            new("OutputCaching", output),
            new("ResponseCaching", response),
            new("bare endpoint again", floorAgain),
        ];
        foreach (var server in servers)
        {
            await server.LoadAsync(WarmUpSeconds);
            server.Forget();
        }

        for (int round = 0; round < Rounds; round++)
        {
            for (int turn = 0; turn < servers.Length; turn++)
                await servers[(turn + round) % servers.Length].LoadAsync(Seconds);
        }

        Print(servers);
    }

    private static async Task<IReadOnlyList<KeyValuePair<string, string>>> FieldsOfHitAsync(ServerProcess server)
    {
        var fields = await server.FieldsOfHitAsync();
        return fields.Any(static field => field.Key == "Age") ? fields : throw new InvalidOperationException($"{server.Page} does not come from a cache.");
    }

    private static void Print(ServerRounds[] servers)
    {
        var (floor, ours, output, again) = (servers[0], servers[1], servers[2], servers[^1]);
        Console.WriteLine("### Hits of a 10 KiB page, 32 connections\n");
        Console.WriteLine("| | requests/s | of the floor | server's processor time for a request | of the floor |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: |");
        foreach (var server in servers)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {server.Name} | {server.RequestsPerSecond:N0} | {server.RequestsAgainst(floor, again):F2} | {server.ProcessorTime:F1} µs | {server.ProcessorTimeAgainst(floor, again):F2} |"));
        }

        double spread = floor.SpreadTo(again);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| the floor against itself | | ±{spread:P1} | | |"));
        Console.WriteLine($"| CacheKit's bound: {LeastOfFloor} of the requests, less processor time than OutputCaching | | {InWords(ours.RequestsAgainst(floor, again) >= LeastOfFloor * (1 - spread))} | | {InWords(ours.ProcessorTimeAgainst(output, output) < 1)} |");
    }

    private static string InWords(bool met) => met ? "met" : "missed";
}
