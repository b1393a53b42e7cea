using System.Runtime.CompilerServices;

namespace CacheKit.Redis.Commands;

/// <summary>Waits for commands. The client knows no cancellation: whoever gives a call up leaves its command to itself.</summary>
internal static class ServerCalls
{
    /// <summary>Waits for the answer to a command, or until the caller gives up.</summary>
    // hot path: the command's own task, when the caller cannot give up
    public static ValueTask<T> OrGivenUp<T>(this Task<T> command, CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled && !command.IsCompleted ? WaitAsync(command, cancellationToken) : new(command);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<T> WaitAsync<T>(Task<T> command, CancellationToken cancellationToken)
    {
        try
        {
            return await command.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Nobody else will look at its failure.
            _ = command.ContinueWith(
                static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }
}
