using StackExchange.Redis;

namespace CacheKit.TestServers;

/// <summary>A Redis Cluster of three primaries.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private const int Slots = 16_384;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    private RedisCluster(IReadOnlyList<RedisServer> primaries) => Primaries = primaries;

    /// <summary>The primaries; each has a third of the slots.</summary>
    public IReadOnlyList<RedisServer> Primaries { get; }

    /// <summary>Starts the servers and makes a cluster of them.</summary>
    public static async Task<RedisCluster> StartNewAsync()
    {
        var primaries = await Task.WhenAll(Enumerable.Range(0, 3).Select(static _ => RedisServer.StartNewAsync(new() { IsClusterNode = true })));
        var cluster = new RedisCluster(primaries);
        await cluster.MeetAsync();
        return cluster;
    }

    /// <summary>How to connect to all of them; new each time, to be changed at will.</summary>
    public ConfigurationOptions NewOptions()
    {
        var options = Primaries[0].NewOptions();
        foreach (var other in Primaries.Skip(1))
            options.EndPoints.Add(TestServer.Host, other.Port);
        return options;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var primary in Primaries)
            await primary.DisposeAsync();
    }

    private async Task MeetAsync()
    {
        for (int number = 0; number < Primaries.Count; number++)
        {
            int first = Slots * number / Primaries.Count;
            int last = (Slots * (number + 1) / Primaries.Count) - 1;
            await Primaries[number].ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", first, last);
            await Primaries[number].ExecuteAsync("CLUSTER", "SET-CONFIG-EPOCH", number + 1);
        }

        foreach (var other in Primaries.Skip(1))
            await Primaries[0].ExecuteAsync("CLUSTER", "MEET", TestServer.Host, other.Port, other.ClusterPort);
        using var limit = new CancellationTokenSource(_patience);
        foreach (var primary in Primaries)
        {
            while (!$"{await primary.ExecuteAsync("CLUSTER", "INFO")}".StartsWith("cluster_state:ok", StringComparison.Ordinal))
                await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }
    }
}
