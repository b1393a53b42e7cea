namespace CacheKit.Concurrency;

/// <summary>
/// An asynchronous call for a caller that cannot await. Takes the synchronization context away for its length, so that no
/// backend, not even one that forgets <c>ConfigureAwait(false)</c>, waits for the thread that is blocked.
/// </summary>
internal readonly ref struct BlockingCall
{
    private readonly SynchronizationContext? _context;

    private BlockingCall(SynchronizationContext? context) => _context = context;

    public static BlockingCall Begin(ICache cache)
    {
        ArgumentNullException.ThrowIfNull(cache);
        var context = SynchronizationContext.Current;
        if (context is not null)
            SynchronizationContext.SetSynchronizationContext(null);
        return new BlockingCall(context);
    }

    // The one place that blocks: only where the call waits for a server.
    public static T End<T>(ValueTask<T> call) => call.IsCompleted ? call.GetAwaiter().GetResult() : call.AsTask().GetAwaiter().GetResult();

    public static void End(ValueTask call)
    {
        if (call.IsCompleted)
            call.GetAwaiter().GetResult();
        else
            call.AsTask().GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        if (_context is not null)
            SynchronizationContext.SetSynchronizationContext(_context);
    }
}
