namespace CacheKit.Memcached;

/// <summary>How a value is stored.</summary>
public readonly record struct MemcachedStoreOptions
{
    /// <summary>On what condition; always by default.</summary>
    public MemcachedStoreMode Mode { get; init; }

    /// <summary>When it expires; never by default.</summary>
    public MemcachedExpiry Expiry { get; init; }

    /// <summary>A number that is kept with the value; clients say with it what kind of value it is.</summary>
    public uint Flags { get; init; }

    /// <summary>Store only if the entry's <see cref="MemcachedGetResult.Cas"/> is still this one; 0 for no such condition.</summary>
    public ulong Cas { get; init; }
}
