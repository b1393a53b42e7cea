namespace CacheKit.PageFacts.Faults;

/// <summary>Waits for what is about to happen, on a machine that may have much else to do.</summary>
public static class Patience
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(90);

    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(_limit);
        while (!await condition())
            await Task.Delay(20, limit.Token);
    }
}
