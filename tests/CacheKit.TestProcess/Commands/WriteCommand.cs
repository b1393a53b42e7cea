using System.Globalization;

namespace CacheKit.TestProcess.Commands;

/// <summary>
/// <c>writers</c> callers at once, each of which increments <c>key</c> and stores a value of its own <c>times</c> times; says
/// how often that was.
/// </summary>
internal static class WriteCommand
{
    public static async Task<int> RunAsync(ICache cache, Order order)
    {
        int times = order.Number("times");
        int[] done = await Task.WhenAll(
            Enumerable.Range(0, order.Number("writers")).Select(writer => Task.Run(() => WriteAsync(cache, order["key"], writer, times))));
        Console.WriteLine(done.Sum().ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static async Task<int> WriteAsync(ICache cache, string key, int writer, int times)
    {
        for (int done = 0; done < times; done++)
        {
            await cache.IncrementAsync(key);
            await cache.SetAsync(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}:{writer}"), done);
        }

        return times;
    }
}
