using StackExchange.Redis;

namespace CacheKit.TestServers;

/// <summary>A Redis server and the servers that copy it.</summary>
public sealed class RedisReplicas : IAsyncDisposable
{
    private RedisReplicas(RedisServer leader, IReadOnlyList<RedisServer> replicas)
    {
        Leader = leader;
        Replicas = replicas;
    }

    /// <summary>The server that takes writes.</summary>
    public RedisServer Leader { get; }

    /// <summary>The servers that copy it, a little later.</summary>
    public IReadOnlyList<RedisServer> Replicas { get; }

    /// <summary>All servers, the leader first.</summary>
    public IEnumerable<RedisServer> All => Replicas.Prepend(Leader);

    /// <summary>Starts a leader and its replicas; returns when they have copied it.</summary>
    /// <param name="count">How many replicas.</param>
    /// <param name="settings">What is special about each server.</param>
    public static async Task<RedisReplicas> StartNewAsync(int count = 2, RedisServerSettings? settings = null)
    {
        settings ??= new();
        var leader = await RedisServer.StartNewAsync(settings);
        var replicas = new List<RedisServer>();
        for (int number = 0; number < count; number++)
            replicas.Add(await RedisServer.StartNewAsync(settings with { Leader = leader }));
        return new(leader, replicas);
    }

    /// <summary>How to connect to all of them; new each time, to be changed at will.</summary>
    public ConfigurationOptions NewOptions()
    {
        var options = Leader.NewOptions();
        foreach (var replica in Replicas)
            options.EndPoints.Add(TestServer.Host, replica.Port);
        return options;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in All)
            await server.DisposeAsync();
    }
}
