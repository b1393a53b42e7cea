namespace CacheKit.TestProcess.Commands;

/// <summary>
/// Replaces the values of <c>keys</c> keys over and over, each time <c>growth</c> characters longer, until one cannot be
/// stored; then every value must be whole: the new one, the one before, or none. Says what the failure was.
/// </summary>
internal static class FillCommand
{
    private const int Rounds = 10_000;

    public static async Task<int> RunAsync(ICache cache, Order order)
    {
        int keys = order.Number("keys"), growth = order.Number("growth");
        for (int round = 1; round <= Rounds; round++)
        {
            if (await StoreAsync(cache, keys, growth * round) is not { } failure)
                continue;
            Console.WriteLine(failure.InnerException?.GetType().Name);
            return await CheckAsync(cache, keys, growth, round);
        }

        Console.WriteLine(Words.Wrong + "nothing ever failed");
        return Words.WrongCode;
    }

    private static async Task<CacheBackendException?> StoreAsync(ICache cache, int keys, int length)
    {
        try
        {
            for (int number = 0; number < keys; number++)
                await cache.SetAsync($"key{number}", new string((char)('a' + (length % 26)), length), CacheTimeout.Never);
            return null;
        }
        catch (CacheBackendException exception)
        {
            return exception;
        }
    }

    private static async Task<int> CheckAsync(ICache cache, int keys, int growth, int round)
    {
        for (int number = 0; number < keys; number++)
        {
            if (await cache.GetAsync<string>($"key{number}") is not { } value)
                continue;
            int length = value.Length;
            if ((length == growth * round || length == growth * (round - 1)) && value.All(letter => letter == (char)('a' + (length % 26))))
                continue;
            Console.WriteLine($"{Words.Wrong}key{number} holds {length} characters after round {round} of {growth}");
            return Words.WrongCode;
        }

        return 0;
    }
}
