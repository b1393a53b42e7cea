using System.Collections.Concurrent;

namespace CacheKit.Tests;

/// <summary>A synchronization context that runs what is posted to it on one thread, as that of a user interface does.</summary>
internal sealed class SingleThreadedContext : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Work, object? State)> _posted = [];

    /// <summary>Runs an action on a thread under such a context; ends when the action has.</summary>
    public static Task RunAsync(Action action)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var context = new SingleThreadedContext();
        context.Post(
            _ =>
            {
                try
                {
                    action();
                    ended.SetResult();
                }
                catch (Exception exception)
                {
                    ended.SetException(exception);
                }
                finally
                {
                    context._posted.CompleteAdding();
                }
            },
            null);
        new Thread(context.Work) { IsBackground = true }.Start();
        return ended.Task;
    }

    public override void Post(SendOrPostCallback d, object? state) => _posted.Add((d, state));

    private void Work()
    {
        SetSynchronizationContext(this);
        foreach (var (work, state) in _posted.GetConsumingEnumerable())
            work(state);
    }
}
