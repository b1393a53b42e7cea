namespace CacheKit.AspNetCore.Tests.Hosting;

/// <summary>Waits for what another thread or the network is about to bring about.</summary>
public static class Eventually
{
    // For a machine that has much else to do.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    public static Task IsTrueAsync(Func<bool> condition) => IsTrueAsync(() => Task.FromResult(condition()));

    public static async Task IsTrueAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(_patience);
        // Not without a pause: what is waited for needs the processor too.
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (!await condition())
            await pulse.WaitForNextTickAsync(limit.Token);
    }
}
