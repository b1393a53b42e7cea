namespace CacheKit.Memcached;

/// <summary>What is read besides the value, and what reading does to the entry. The default reads value and flags.</summary>
/// <remarks>The binary protocol knows <see cref="WithCas"/> (always on) and <see cref="Touch"/> only.</remarks>
public readonly record struct MemcachedGetOptions
{
    /// <summary>Ask for <see cref="MemcachedGetResult.Cas"/>.</summary>
    public bool WithCas { get; init; }

    /// <summary>Ask for <see cref="MemcachedGetResult.TimeToLive"/>.</summary>
    public bool WithTimeToLive { get; init; }

    /// <summary>Leave the value where it is: whether it is there is all that is asked.</summary>
    public bool WithoutValue { get; init; }

    /// <summary>Do not count as use: the entry gets no younger in the server's order of eviction.</summary>
    public bool KeepsRecency { get; init; }

    /// <summary>Give the entry a new expiry in the same trip; null leaves it.</summary>
    public MemcachedExpiry? Touch { get; init; }

    /// <summary>
    /// When the entry will live no longer than this, one caller is told to make it anew
    /// (<see cref="MemcachedGetResult.IsWinner"/>) while all go on with the old value. In whole seconds, rounded up; zero: off.
    /// </summary>
    public TimeSpan RefreshWithin { get; init; }

    /// <summary>
    /// When there is no entry, make an empty one that lives so long and tell one caller to fill it
    /// (<see cref="MemcachedGetResult.IsWinner"/>). Other clients see an empty value meanwhile. In whole seconds, rounded up; zero: off.
    /// </summary>
    public TimeSpan ReserveFor { get; init; }

    /// <summary>Whether reading so changes the entry, other than its place in the order of eviction.</summary>
    internal bool ChangesEntry => Touch is not null || RefreshWithin > TimeSpan.Zero || ReserveFor > TimeSpan.Zero;

    /// <summary>Hand the value over as a payload of a cache: its flags become the payload's tag.</summary>
    internal bool AsPayload { get; init; }
}
