namespace CacheKit.Memcached;

/// <summary>How a number is counted.</summary>
public readonly record struct MemcachedCounterOptions
{
    /// <summary>What an absent number becomes; null leaves it absent. The delta is not added to it.</summary>
    public ulong? Initial { get; init; }

    /// <summary>When a number made from <see cref="Initial"/> expires; never by default.</summary>
    public MemcachedExpiry InitialExpiry { get; init; }

    /// <summary>Count only if the entry's <see cref="MemcachedGetResult.Cas"/> is still this one; 0 for no such condition.</summary>
    public ulong Cas { get; init; }
}
