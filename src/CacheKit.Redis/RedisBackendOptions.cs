namespace CacheKit.Redis;

/// <summary>In what one backend on Redis differs from another.</summary>
internal sealed record RedisBackendOptions
{
    /// <summary>
    /// Whether reads go to the replicas, each to another, and to the leader when none of them can be reached. What decides
    /// something (adding, counting, moving) asks the leader all the same.
    /// </summary>
    public bool ReadsFromReplicas { get; init; }

    /// <summary>Tells when the entries of a listing expire.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
