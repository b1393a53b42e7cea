namespace CacheKit.PageFacts.Faults;

/// <summary>A site under load while something happens to its servers: what nobody may notice, and what must be as before afterwards.</summary>
/// <param name="site">The site; it ends with the run.</param>
/// <param name="countConnections">How many connections of the site its servers have.</param>
public sealed class FaultRun(FaultySite site, Func<Task<int>> countConnections) : IAsyncDisposable
{
    // A call may take half a second and a page waits two for its cache; the rest is for a machine that has much else to do.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private readonly UnobservedFailures _unobserved = new();

    public FaultySite Site => site;

    public SiteLoad Load { get; } = new(site);

    /// <summary>Lets something happen in the midst of the load, and undoes it when everybody has gone on for a while.</summary>
    /// <param name="happen">What happens.</param>
    /// <param name="undo">What undoes it.</param>
    public async Task AssertNobodyNoticesAsync(Func<Task> happen, Func<Task> undo)
    {
        ArgumentNullException.ThrowIfNull(happen);
        ArgumentNullException.ThrowIfNull(undo);
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
        await Patience.UntilAsync(async () => await countConnections() == connections);
        await Site.DisposeAsync();
        await Patience.UntilAsync(async () => await countConnections() == 0);
        Assert.Empty(_unobserved.Find());
    }

    public async ValueTask DisposeAsync()
    {
        await Load.DisposeAsync();
        await Site.DisposeAsync();
        _unobserved.Dispose();
    }

    /// <summary>
    /// How many connections of the site the servers have, once that stays the same while everybody goes on: a busy server may
    /// still count who has left, and a busy client may be about to connect anew.
    /// </summary>
    public async Task<int> CountConnectionsAsync()
    {
        int before, now = await countConnections();
        do
        {
            before = now;
            await Load.GoOnAsync(1);
            now = await countConnections();
        }
        while (now != before);
        return now;
    }
}
