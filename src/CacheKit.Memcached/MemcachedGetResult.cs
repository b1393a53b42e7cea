namespace CacheKit.Memcached;

/// <summary>What was read of an entry, besides its value.</summary>
public readonly record struct MemcachedGetResult
{
    /// <summary>Whether there is an entry; also an empty one that <see cref="MemcachedGetOptions.ReserveFor"/> has made.</summary>
    public bool IsFound { get; init; }

    /// <summary>The flags that it was stored with.</summary>
    public uint Flags { get; init; }

    /// <summary>Which state of the entry this is, if it was asked for.</summary>
    public ulong Cas { get; init; }

    /// <summary>How long it will still live, in whole seconds, if it was asked for; null when it never expires.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Whether this caller, and no other, is to make the value anew.</summary>
    public bool IsWinner { get; init; }

    /// <summary>Whether another caller was told to make the value anew.</summary>
    public bool IsBeingMade { get; init; }

    /// <summary>Whether the value was marked as stale.</summary>
    public bool IsStale { get; init; }
}
