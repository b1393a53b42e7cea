namespace CacheKit.Memcached;

/// <summary>In what one backend on memcached differs from another.</summary>
internal sealed record MemcachedBackendOptions
{
    /// <summary>Whether the servers tell how long an entry will still live; those that speak the binary protocol do not.</summary>
    public bool KnowsTimeToLive { get; init; } = true;

    /// <summary>How long an entry lives that is written anew where nobody knows how long it would have lived; null for ever.</summary>
    public TimeSpan? UnknownTimeToLive { get; init; }

    /// <summary>When an entry expires that is written anew and is to live no longer than before.</summary>
    /// <param name="found">The entry as it was read.</param>
    public MemcachedExpiry ExpiryOf(MemcachedGetResult found) =>
        (KnowsTimeToLive ? found.TimeToLive : UnknownTimeToLive) is { } life ? MemcachedExpiry.After(life) : MemcachedExpiry.Never;
}
