using System.Globalization;
using CacheKit.Memcached.Tests.Servers;
using CacheKit.PageFacts.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Memcached.Tests.Faults;

/// <summary>Starts sites whose pages are on three servers that may fail.</summary>
internal static class MemcachedSite
{
    // The one that asks.
    private const int NotOfTheSite = 1;

    /// <summary>Starts one.</summary>
    /// <param name="servers">The servers.</param>
    public static Task<FaultySite> StartAsync(ThreeServers servers) => FaultySite.StartAsync(
        static builder => builder.AddMemcached(),
        ("Backend", "memcached"),
        ("Location", servers.Location),
        ("Options:Timeout", "0.5"),
        ("Options:ConnectTimeout", "1"),
        ("Options:RetryTimeout", "0.1"));

    /// <summary>Starts one, and its load.</summary>
    /// <param name="servers">The servers.</param>
    public static async Task<FaultRun> StartRunAsync(ThreeServers servers) => new(await StartAsync(servers), () => CountConnectionsAsync(servers));

    private static async Task<int> CountConnectionsAsync(ThreeServers servers)
    {
        int count = 0;
        for (int place = 0; place < servers.All.Count; place++)
        {
            await using var client = servers.NewClientOf(place);
            var statistics = await client.GetStatisticsAsync(servers.AddressOf(place), cancellationToken: TestContext.Current.CancellationToken);
            count += int.Parse(statistics.Single(static pair => pair.Key == "curr_connections").Value, CultureInfo.InvariantCulture) - NotOfTheSite;
        }

        return count;
    }
}
