namespace CacheKit.TestProcess.Commands;

/// <summary>
/// Blocks every thread of the pool in synchronous calls, from <c>workers</c> work items at once, each until it has succeeded <c>times</c>
/// times; says when the first call has succeeded, and when the first has failed. Then one asynchronous call must succeed.
/// </summary>
internal static class BlockCommand
{
    public static async Task<int> RunAsync(ICache cache, Order order)
    {
        int times = order.Number("times");
        var begun = new Lazy<bool>(static () => Say("begun"));
        var failed = new Lazy<bool>(static () => Say("failed"));
        await Task.WhenAll(Enumerable.Range(0, order.Number("workers")).Select(worker => Task.Run(() => Work(cache, $"worker{worker}", times, begun, failed))));
        await cache.SetAsync("after", times);
        Console.WriteLine(await cache.GetAsync<int>("after") == times ? "recovered" : "lost");
        return 0;
    }

    private static void Work(ICache cache, string key, int times, Lazy<bool> begun, Lazy<bool> failed)
    {
        for (int done = 0; done < times;)
        {
            try
            {
                cache.Set(key, done);
                _ = cache.Get<int>(key);
                done++;
                _ = begun.Value;
            }
            catch (CacheBackendException)
            {
                _ = failed.Value;
                Thread.Sleep(10);
            }
        }
    }

    private static bool Say(string word)
    {
        Console.WriteLine(word);
        return true;
    }
}
