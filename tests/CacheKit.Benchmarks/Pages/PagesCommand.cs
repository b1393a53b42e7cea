using System.Globalization;

namespace CacheKit.Benchmarks.Pages;

/// <summary>
/// <c>pages</c>: hits of pages of 10 KiB over loopback, asked by wrk, each server in turn in each round. The floor, measured
/// as two servers, writes the same bytes under the same header fields as a hit.
/// </summary>
internal static class PagesCommand
{
    private const int Rounds = 9;
    private const int Seconds = 1;
    private const int WarmUpSeconds = 2;
    private const double LeastOfFloor = 0.97;
    private const double MostProcessorTime = 1.07;
    private const double MostBytesBeyondFloor = 500;

    private static readonly PageLoad[] _loads = [new(32, 1), new(256, 1), new(32, 500), new(256, 500)];

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
        foreach (var load in _loads)
        {
            await ServerRounds.MeasureAsync(servers, load, Rounds, Seconds, WarmUpSeconds);
            Print(servers, load);
        }
    }

    private static async Task<IReadOnlyList<KeyValuePair<string, string>>> FieldsOfHitAsync(ServerProcess server)
    {
        var fields = await server.FieldsOfHitAsync();
        return fields.Any(static field => field.Key == "Age") ? fields : throw new InvalidOperationException($"{server.Pages} does not come from a cache.");
    }

    private static void Print(ServerRounds[] servers, PageLoad load)
    {
        var table = new HitTable(servers);
        var (floor, ours, output, again) = (table.Floor, servers[1], servers[2], table.FloorAgain);
        bool fast = ours.RequestsAgainst(floor, again) >= LeastOfFloor * (1 - table.Spread);
        bool cheap = ours.ProcessorTimeAgainst(floor, again) <= MostProcessorTime * (1 + table.TimeSpread);
        bool prompt = ours.SlowestPercent <= output.SlowestPercent * (1 + table.Spread);
        bool lean = ours.Allocated - Math.Max(floor.Allocated, again.Allocated) < MostBytesBeyondFloor;
        table.Print(
            $"Hits of a 10 KiB page: {load}",
            (InFigures(LeastOfFloor), fast),
            (InFigures(MostProcessorTime), cheap),
            ("OutputCaching's", prompt),
            ($"{InFigures(MostBytesBeyondFloor)} B beyond the floor's", lean));
    }

    private static string InFigures(double bound) => bound.ToString(CultureInfo.InvariantCulture);
}
