using System.Collections.Concurrent;

namespace CacheKit.Memcached.Tests.Faults;

/// <summary>Notes what tasks failed with that nobody looked at. Other tests must not run meanwhile.</summary>
internal sealed class UnobservedFailures : IDisposable
{
    private readonly ConcurrentQueue<Exception> _noted = new();

    public UnobservedFailures()
    {
        // What other tests left behind is not ours.
        Collect();
        TaskScheduler.UnobservedTaskException += Note;
    }

    /// <summary>All that there were so far.</summary>
    public IReadOnlyCollection<Exception> Find()
    {
        Collect();
        return _noted;
    }

    public void Dispose() => TaskScheduler.UnobservedTaskException -= Note;

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private void Note(object? sender, UnobservedTaskExceptionEventArgs failure) => _noted.Enqueue(failure.Exception);
}
