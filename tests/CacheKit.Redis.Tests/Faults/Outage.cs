namespace CacheKit.Redis.Tests.Faults;

/// <summary>How a server is away for a while and keeps what it has.</summary>
public enum Outage
{
    /// <summary>It was stopped in an orderly way.</summary>
    Stopped,

    /// <summary>It was killed.</summary>
    Killed,

    /// <summary>It stands still.</summary>
    Paused,
}
