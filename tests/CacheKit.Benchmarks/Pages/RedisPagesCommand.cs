using System.Globalization;
using CacheKit.TestServers;

namespace CacheKit.Benchmarks.Pages;

/// <summary><c>pages redis</c>: hits of pages of 10 KiB that lie on a Redis server, beside OutputCaching on the same server.</summary>
internal static class RedisPagesCommand
{
    private const int Rounds = 9;
    private const int Seconds = 1;
    private const int WarmUpSeconds = 2;

    private static readonly (PageLoad Load, double LeastOfFloor)[] _loads = [(new(32, 1), 0.85), (new(32, 500), 0.65), (new(256, 1), 0.85), (new(256, 500), 0.65)];

    public static async Task RunAsync()
    {
        await using var redis = await RedisServer.StartNewAsync();
        Environment.SetEnvironmentVariable(PageServer.RedisVariable, $"{TestServer.Host}:{redis.Port}");
        await using var ours = await ServerProcess.StartAsync(PageServerKind.CacheKitOnRedis);
        await using var output = await ServerProcess.StartAsync(PageServerKind.OutputCachingOnRedis);
        var fields = await ours.FieldsOfHitAsync();
        await output.FieldsOfHitAsync();
        await using var floor = await ServerProcess.StartAsync(PageServerKind.Bare, fields);
        await using var floorAgain = await ServerProcess.StartAsync(PageServerKind.Bare, fields);
        ServerRounds[] servers = [new("bare endpoint", floor), new("CacheKit", ours), new("OutputCaching", output), new("bare endpoint again", floorAgain)];
        foreach (var (load, least) in _loads)
        {
            await ServerRounds.MeasureAsync(servers, load, Rounds, Seconds, WarmUpSeconds);
            Print(servers, load, least);
        }
    }

    private static void Print(ServerRounds[] servers, PageLoad load, double least)
    {
        var table = new HitTable(servers);
        var (ours, output) = (servers[1], servers[2]);
        bool fast = ours.RequestsAgainst(table.Floor, table.FloorAgain) >= least * (1 - table.Spread);
        bool cheap = ours.ProcessorTime < output.ProcessorTime;
        table.Print(
            $"Hits of a 10 KiB page on Redis: {load}",
            (least.ToString(CultureInfo.InvariantCulture), fast),
            ("less than OutputCaching", cheap));
    }
}
