namespace CacheKit.AspNetCore.Tests.Hosting;

/// <summary>Waits for what other threads are about to bring about.</summary>
public static class Eventually
{
    public static async Task IsTrueAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
