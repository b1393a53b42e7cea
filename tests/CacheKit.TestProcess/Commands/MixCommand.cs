namespace CacheKit.TestProcess.Commands;

/// <summary>
/// Any operation on any of <c>keys</c> keys, until it is told to end. A value that is not exactly one that somebody stored
/// under its key ends it with <see cref="Words.WrongCode"/>.
/// </summary>
internal static class MixCommand
{
    private static readonly TimeSpan _lifetime = TimeSpan.FromHours(1);

    public static async Task<int> RunAsync(ICache cache, Order order, CancellationToken end)
    {
        int keys = order.Number("keys");
        while (!end.IsCancellationRequested)
        {
            for (int done = 0; done < Words.OperationsPerLine; done++)
            {
                if (await DoAsync(cache, $"mixed{Random.Shared.Next(keys)}") is not { } torn)
                    continue;
                Console.WriteLine(Words.Wrong + torn);
                return Words.WrongCode;
            }

            Console.WriteLine(Words.OperationsPerLine);
        }

        return 0;
    }

    private static async ValueTask<string?> DoAsync(ICache cache, string key)
    {
        switch (Random.Shared.Next(10))
        {
            case 0 or 1 or 2:
                await cache.SetAsync(key, NewValue(key), _lifetime);
                return null;
            case 3:
                await cache.AddAsync(key, NewValue(key), _lifetime);
                return null;
            case 4:
                await cache.DeleteAsync(key);
                return null;
            case 5:
                await cache.TouchAsync(key, _lifetime);
                return null;
            default:
                var found = await cache.TryGetAsync<string>(key);
                return !found.HasValue || SelfDescribing.IsWhole(key, found.Value ?? "") ? null : $"{key} holds {found.Value}";
        }
    }

    private static string NewValue(string key) => SelfDescribing.Make(key, Random.Shared.Next());
}
