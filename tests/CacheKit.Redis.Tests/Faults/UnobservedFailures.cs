using System.Collections.Concurrent;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>Failures of tasks of the cache or its client that nobody has looked at.</summary>
internal sealed class UnobservedFailures : IDisposable
{
    private readonly ConcurrentQueue<Exception> _failures = [];

    public UnobservedFailures() => TaskScheduler.UnobservedTaskException += Keep;

    /// <summary>Those so far.</summary>
    public IReadOnlyCollection<Exception> Find()
    {
        // Twice: what the first leaves to finalizers the second finds.
        for (int time = 0; time < 2; time++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return _failures;
    }

    public void Dispose() => TaskScheduler.UnobservedTaskException -= Keep;

    // Of the whole process; what other tests leave behind is none of ours.
    private void Keep(object? sender, UnobservedTaskExceptionEventArgs failure)
    {
        string text = failure.Exception.ToString();
        if (text.Contains("StackExchange.Redis", StringComparison.Ordinal) || text.Contains("CacheKit", StringComparison.Ordinal))
            _failures.Enqueue(failure.Exception);
    }
}
