namespace CacheKit.Concurrency;

/// <summary>A running computation with a result.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <param name="enclosing">The computation inside whose factory the leader made its call.</param>
/// <param name="leader">The leader's own cancellation.</param>
internal sealed class Flight<T>(Flight? enclosing, CancellationToken leader) : Flight(enclosing, leader)
{
    // Made by the first waiter.
    private TaskCompletionSource<Landing<T>>? _landing;

    /// <summary>Waits along; null when the flight has landed or is abandoned.</summary>
    public Task<Landing<T>>? TryJoin()
    {
        lock (this)
        {
            if (!TryCountIn())
                return null;

            // Asynchronously: a waiter's code must not run on the leader's stack.
            _landing ??= new TaskCompletionSource<Landing<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
            return _landing.Task;
        }
    }

    /// <summary>The factory has ended: tells those who wait.</summary>
    public void Land(in Landing<T> landing)
    {
        TaskCompletionSource<Landing<T>>? waiting;
        lock (this)
        {
            MarkEnded();
            waiting = _landing;
            _landing = null;
        }

        waiting?.TrySetResult(landing);
    }
}
