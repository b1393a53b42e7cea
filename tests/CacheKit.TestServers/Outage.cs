namespace CacheKit.TestServers;

/// <summary>How a server is away for a while.</summary>
public enum Outage
{
    /// <summary>It was stopped in an orderly way.</summary>
    Stopped,

    /// <summary>It was killed, as in a crash.</summary>
    Killed,

    /// <summary>It stands still: connections stay open, new ones are taken by the system, and nobody answers.</summary>
    Paused,
}
