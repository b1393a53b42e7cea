namespace CacheKit.Memcached.Transport;

/// <summary>Why operations failed. Many may share one: each makes an exception of its own, thrown on its own caller's stack.</summary>
internal sealed record OperationFailure(FailureKind Kind, string Server, string Reason, Exception? Cause = null)
{
    public static OperationFailure Cancelled { get; } = new(FailureKind.Cancelled, "", "");

    public Exception ToException(CancellationToken cancellationToken) => Kind switch
    {
        FailureKind.Cancelled => new OperationCanceledException(cancellationToken),
        FailureKind.TimedOut => new MemcachedOutcomeUnknownException(Message, new TimeoutException(Message)),
        FailureKind.NotSent => new MemcachedUnavailableException(Message, Cause),
        FailureKind.Malformed => new MemcachedProtocolException(Message, Cause),
        _ => new MemcachedOutcomeUnknownException(Message, Cause),
    };

    private string Message => $"memcached on {Server}: {Reason}";
}
