using System.Collections.Concurrent;

namespace CacheKit.PageFacts.Faults;

/// <summary>Failures of tasks of the cache or its client that nobody has looked at.</summary>
public sealed class UnobservedFailures : IDisposable
{
    private readonly ConcurrentQueue<Exception> _failures = [];

    public UnobservedFailures()
    {
        // What other tests left behind is none of ours.
        Collect();
        TaskScheduler.UnobservedTaskException += Keep;
    }

    /// <summary>Those so far.</summary>
    public IReadOnlyCollection<Exception> Find()
    {
        Collect();
        return _failures;
    }

    public void Dispose() => TaskScheduler.UnobservedTaskException -= Keep;

    private static void Collect()
    {
        // Twice: what the first leaves to finalizers the second finds.
        for (int time = 0; time < 2; time++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    // Of the whole process, other libraries of which are none of ours either.
    private void Keep(object? sender, UnobservedTaskExceptionEventArgs failure)
    {
        string text = failure.Exception.ToString();
        if (text.Contains("StackExchange.Redis", StringComparison.Ordinal) || text.Contains("CacheKit", StringComparison.Ordinal))
            _failures.Enqueue(failure.Exception);
    }
}
