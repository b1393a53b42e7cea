using System.Globalization;

namespace CacheKit.TestProcess.Commands;

/// <summary>Stores <c>keys</c> values, one after the other, each under a key that no other process has.</summary>
internal static class InsertCommand
{
    public static async Task<int> RunAsync(ICache cache, Order order)
    {
        for (int number = 0; number < order.Number("keys"); number++)
            await cache.SetAsync(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}:{number:D6}"), number);
        return 0;
    }
}
