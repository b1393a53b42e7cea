namespace CacheKit.Backends;

/// <summary>What a backend does with a key that memcached could not hold: too long, white space, control characters.</summary>
public enum CacheKeyPolicy
{
    /// <summary>It works, and a warning is logged, since another backend would refuse it.</summary>
    Warn,

    /// <summary>It is refused with <see cref="InvalidCacheKeyException"/> before the backend is called; the length counts UTF-8 bytes.</summary>
    Refuse,
}
