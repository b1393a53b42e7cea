using StackExchange.Redis;

namespace CacheKit.TestServers;

/// <summary>A Redis Cluster of three primaries.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private const int Slots = 16_384;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    private readonly List<RedisServer> _newcomers = [];

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

    /// <summary>Starts another server, which joins the cluster and has no slots yet; returns when all know it.</summary>
    public async Task<RedisServer> JoinNewAsync()
    {
        var newcomer = await RedisServer.StartNewAsync(new() { IsClusterNode = true });
        _newcomers.Add(newcomer);
        // Of two that claim a slot the one with the higher number has it: else a former owner takes back what it has not been told of yet.
        await newcomer.ExecuteAsync("CLUSTER", "SET-CONFIG-EPOCH", Primaries.Count + _newcomers.Count);
        await Primaries[0].ExecuteAsync("CLUSTER", "MEET", TestServer.Host, newcomer.Port, newcomer.ClusterPort);
        foreach (var node in All)
            await UntilAsync(node, async () =>
                await LinesOfAsync(node) is var lines
                && lines.Length == All.Count()
                && !lines.Any(static line => line.Contains("handshake", StringComparison.Ordinal)));
        return newcomer;
    }

    /// <summary>The slot of a key.</summary>
    /// <param name="key">The key.</param>
    public async Task<int> FindSlotAsync(string key) => (int)await Primaries[0].ExecuteAsync("CLUSTER", "KEYSLOT", key);

    /// <summary>The primary that has had a slot from the beginning.</summary>
    /// <param name="slot">The slot.</param>
    public RedisServer FirstOwnerOf(int slot) => Primaries.Last(primary => FirstSlotOf(primary) <= slot);

    /// <summary>Gives a slot to another server, without its keys.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="target">The server.</param>
    public async Task GiveAsync(int slot, RedisServer target)
    {
        string id = await IdOfAsync(target);
        foreach (var node in All.OrderBy(node => node != target))
            await node.ExecuteAsync("CLUSTER", "SETSLOT", slot, "NODE", id);
        foreach (var node in All)
            await UntilAsync(node, async () =>
                await IsWholeAsync(node)
                && (await LinesOfAsync(node)).Any(line =>
                    line.StartsWith(id, StringComparison.Ordinal) && line.EndsWith($" {slot}", StringComparison.Ordinal)));
    }

    /// <summary>Begins to move a slot: its owner asks callers for keys that it does not have any more to ask the other one (ASK).</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="target">The server that is to have it.</param>
    public async Task BeginToMoveAsync(int slot, RedisServer target)
    {
        var source = FirstOwnerOf(slot);
        await target.ExecuteAsync("CLUSTER", "SETSLOT", slot, "IMPORTING", await IdOfAsync(source));
        await source.ExecuteAsync("CLUSTER", "SETSLOT", slot, "MIGRATING", await IdOfAsync(target));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in All)
            await node.DisposeAsync();
    }

    private IEnumerable<RedisServer> All => Primaries.Concat(_newcomers);

    private static async Task<string> IdOfAsync(RedisServer node) => $"{await node.ExecuteAsync("CLUSTER", "MYID")}";

    private static async Task<string[]> LinesOfAsync(RedisServer node) =>
        $"{await node.ExecuteAsync("CLUSTER", "NODES")}".Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<bool> IsWholeAsync(RedisServer node) =>
        $"{await node.ExecuteAsync("CLUSTER", "INFO")}".StartsWith("cluster_state:ok", StringComparison.Ordinal);

    private static async Task UntilAsync(RedisServer node, Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(_patience);
        while (!await condition())
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"The cluster is not as it should be at {node.Port}: {await node.ExecuteAsync("CLUSTER", "NODES")}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }
    }

    private int FirstSlotOf(RedisServer primary) => Slots * Primaries.ToList().IndexOf(primary) / Primaries.Count;

    private async Task MeetAsync()
    {
        for (int number = 0; number < Primaries.Count; number++)
        {
            int first = FirstSlotOf(Primaries[number]);
            int last = (Slots * (number + 1) / Primaries.Count) - 1;
            await Primaries[number].ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", first, last);
            await Primaries[number].ExecuteAsync("CLUSTER", "SET-CONFIG-EPOCH", number + 1);
        }

        foreach (var other in Primaries.Skip(1))
            await Primaries[0].ExecuteAsync("CLUSTER", "MEET", TestServer.Host, other.Port, other.ClusterPort);
        foreach (var primary in Primaries)
            await UntilAsync(primary, () => IsWholeAsync(primary));
    }
}
