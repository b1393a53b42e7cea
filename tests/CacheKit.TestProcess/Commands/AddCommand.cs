namespace CacheKit.TestProcess.Commands;

/// <summary>Adds <c>name</c> under <c>keys</c> keys, and says each key that it won.</summary>
internal static class AddCommand
{
    public static async Task<int> RunAsync(ICache cache, Order order)
    {
        for (int number = 0; number < order.Number("keys"); number++)
        {
            string key = $"race{number}";
            if (await cache.AddAsync(key, order["name"]))
                Console.WriteLine(key);
        }

        return 0;
    }
}
