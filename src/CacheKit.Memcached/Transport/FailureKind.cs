namespace CacheKit.Memcached.Transport;

/// <summary>How an operation ended without a reply of its own.</summary>
internal enum FailureKind
{
    Cancelled,
    TimedOut,
    NotSent,
    Broken,

    /// <summary>Broken before the server read anything: it has connections enough.</summary>
    TurnedAway,

    /// <summary>Broken, because nothing came from the server any more.</summary>
    Silent,
    Malformed,
}
