namespace CacheKit.AspNetCore.Tests.Hostile;

/// <summary>Waits for what another thread or the network is about to bring about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    public static async Task IsAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(_patience);
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
            await pulse.WaitForNextTickAsync(limit.Token);
    }
}
