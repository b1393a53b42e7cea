namespace CacheKit;

/// <summary>When a key that memcached would refuse is logged (<c>Options:KeyWarnings</c>).</summary>
public enum CacheKeyWarnings
{
    /// <summary>The first one, then at most one a minute for each alias; all are counted.</summary>
    Default,

    /// <summary>Each one.</summary>
    Always,

    /// <summary>None; all are counted.</summary>
    Off,
}
