namespace CacheKit.Memcached.Transport;

/// <summary>How an operation ended without a reply of its own.</summary>
internal enum FailureKind
{
    Cancelled,
    TimedOut,
    NotSent,
    Broken,
    Malformed,
}
