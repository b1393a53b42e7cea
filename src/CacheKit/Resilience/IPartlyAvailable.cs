namespace CacheKit.Resilience;

/// <summary>A backend on several servers that each have some of the keys: one that is away takes no others along.</summary>
internal interface IPartlyAvailable
{
    /// <summary>Whether some server is there, as far as is known. Failures of the others are then no outage of the cache.</summary>
    bool IsPartlyAvailable { get; }

    /// <summary>Asks each of the servers for a sign of life; fails when one does not give it.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask PingAsync(CancellationToken cancellationToken);
}
