namespace CacheKit.Memcached.Tests;

/// <summary>Waits for what comes soon, but nobody knows when.</summary>
internal static class Eventually
{
    // For a machine that has much else to do.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    /// <summary>Asks until the answer is yes; a client that fails has not said yes.</summary>
    public static async Task IsTrueAsync(Func<Task<bool>> ask)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(_patience);
        while (!await AskAsync(ask).WaitAsync(limit.Token))
            await Task.Delay(10, limit.Token);
    }

    private static async Task<bool> AskAsync(Func<Task<bool>> ask)
    {
        try
        {
            return await ask();
        }
        catch (MemcachedException)
        {
            return false;
        }
    }
}
