using System.Runtime.CompilerServices;

namespace CacheKit.Memcached.Tests;

/// <summary>Waits for what comes soon, but nobody knows when.</summary>
internal static class Eventually
{
    // For a machine that has much else to do.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    /// <summary>Asks until the answer is yes; a client that fails has not said yes.</summary>
    /// <exception cref="TimeoutException">It never was; the message has the question.</exception>
    public static async Task IsTrueAsync(Func<Task<bool>> ask, [CallerArgumentExpression(nameof(ask))] string question = "")
    {
        using var limit = new CancellationTokenSource(_patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken, limit.Token);
        try
        {
            while (!await AskAsync(ask).WaitAsync(either.Token))
                await Task.Delay(10, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"Within {_patience} it was never true: {question}");
        }
    }

    private static async Task<bool> AskAsync(Func<Task<bool>> ask)
    {
        try
        {
            return await ask();
        }
        catch (MemcachedException)
        {
            return false;
        }
    }
}
