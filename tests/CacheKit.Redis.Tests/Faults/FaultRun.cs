using CacheKit.TestServers;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>A site under load while something happens to its server: what nobody may notice, and what must be as before afterwards.</summary>
internal sealed class FaultRun : IAsyncDisposable
{
    // A call may take half a second and a page waits two for its cache; the rest is for a machine that has much else to do.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private readonly RedisServer _server;
    private readonly UnobservedFailures _unobserved = new();

    private FaultRun(RedisServer server, FaultySite site) => (_server, Site, Load) = (server, site, new SiteLoad(site));

    public FaultySite Site { get; }

    public SiteLoad Load { get; }

    /// <summary>Starts a site on a server, and its load.</summary>
    /// <param name="server">The server.</param>
    /// <param name="port">Where it is reached; null for its own port.</param>
    public static async Task<FaultRun> StartAsync(RedisServer server, int? port = null) => new(
        server,
        await FaultySite.StartAsync(("Location", $"redis://{TestServer.Host}:{port ?? server.Port}"), ("Options:Timeout", "0.5"), ("Options:ConnectTimeout", "1")));

    /// <summary>Lets something happen in the midst of the load, and undoes it when everybody has gone on for a while.</summary>
    /// <param name="happen">What happens.</param>
    /// <param name="undo">What undoes it.</param>
    public async Task AssertNobodyNoticesAsync(Func<Task> happen, Func<Task> undo)
    {
        await Site.WaitUntilCachedAsync();
        int connections = await CountConnectionsAsync();
        await Load.GoOnAsync(5);
        int failures = Load.Failures;

        await happen();
        await Patience.UntilAsync(() => Load.Failures > failures);
        await Load.GoOnAsync(10);
        await undo();

        await AssertAllIsWellAsync(connections);
    }

    /// <summary>Everything works, and nothing is left of what has happened.</summary>
    /// <param name="connections">How many connections the site should have.</param>
    public async Task AssertAllIsWellAsync(int connections)
    {
        await Site.WaitUntilCachedAsync();
        await Load.GoOnAsync(5);
        await Load.DisposeAsync();
        Assert.Empty(Load.Wrong);
        Assert.InRange(Load.Longest, TimeSpan.Zero, _limit);
        await Patience.UntilAsync(async () => await CountConnectionsAsync() == connections);
        await Site.DisposeAsync();
        await Patience.UntilAsync(async () => await CountConnectionsAsync() == 0);
        Assert.Empty(_unobserved.Find());
    }

    public async ValueTask DisposeAsync()
    {
        await Load.DisposeAsync();
        await Site.DisposeAsync();
        _unobserved.Dispose();
    }

    /// <summary>How many connections of sites the server has.</summary>
    public async Task<int> CountConnectionsAsync() =>
        $"{await _server.ExecuteAsync("CLIENT", "LIST")}".Split('\n').Count(static line => line.Contains(" name=CacheKit ", StringComparison.Ordinal));
}
