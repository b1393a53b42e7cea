using System.Globalization;

namespace CacheKit.TestProcess.Commands;

/// <summary>Increments <c>key</c> until it is told to end, or <c>times</c> times; says the new value after each, so that every line is one that was acknowledged.</summary>
internal static class CountCommand
{
    public static async Task<int> RunAsync(ICache cache, Order order, CancellationToken end)
    {
        int times = order.Number("times");
        for (int done = 0; done < times && !end.IsCancellationRequested; done++)
        {
            long value = await cache.IncrementAsync(order["key"], 1, CancellationToken.None);
            Console.WriteLine(value.ToString(CultureInfo.InvariantCulture));
        }

        return 0;
    }
}
