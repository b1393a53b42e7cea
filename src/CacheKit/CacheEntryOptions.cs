namespace CacheKit;

/// <summary>
/// How an entry is stored. Converts implicitly from <see cref="TimeSpan"/> and <see cref="CacheTimeout"/>, so that
/// <c>cache.SetAsync("k", value, TimeSpan.FromSeconds(30))</c> reads as in Django.
/// </summary>
/// <param name="Timeout">How long the entry lives; left out, the alias's own timeout.</param>
public readonly record struct CacheEntryOptions(CacheTimeout Timeout)
{
    /// <summary>Options with that timeout.</summary>
    /// <param name="timeout">The timeout.</param>
    public static implicit operator CacheEntryOptions(CacheTimeout timeout) => new(timeout);

    /// <summary>Options with that timeout; zero or negative means that the entry is not kept.</summary>
    /// <param name="timeout">The timeout.</param>
    public static implicit operator CacheEntryOptions(TimeSpan timeout) => new(timeout);

    /// <summary>As the conversion from <see cref="CacheTimeout"/>.</summary>
    /// <param name="timeout">The timeout.</param>
    public static CacheEntryOptions FromCacheTimeout(CacheTimeout timeout) => new(timeout);

    /// <summary>As the conversion from <see cref="TimeSpan"/>.</summary>
    /// <param name="timeout">The timeout.</param>
    public static CacheEntryOptions FromTimeSpan(TimeSpan timeout) => new(timeout);
}
