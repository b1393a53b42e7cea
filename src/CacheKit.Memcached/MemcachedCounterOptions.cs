namespace CacheKit.Memcached;

/// <summary>How a number is counted.</summary>
public readonly record struct MemcachedCounterOptions
{
    /// <summary>What an absent number becomes; null leaves it absent. The delta is not added to it.</summary>
    public ulong? Initial { get; init; }

    /// <summary>When a number made from <see cref="Initial"/> expires; never by default.</summary>
    public MemcachedExpiry InitialExpiry { get; init; }
}
