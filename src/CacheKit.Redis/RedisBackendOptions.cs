namespace CacheKit.Redis;

/// <summary>In what one backend on Redis differs from another.</summary>
internal sealed record RedisBackendOptions
{
    /// <summary>Tells when the entries of a listing expire.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
