namespace CacheKit.Memcached.Tests.Faults;

/// <summary>What happens to a server.</summary>
public enum Fault
{
    /// <summary>It ends at once, as a crash does.</summary>
    Killed,

    /// <summary>It is asked to end, and does.</summary>
    Stopped,

    /// <summary>It stands still: connections stay open, new ones are taken by the system, and nobody answers.</summary>
    Paused,
}
