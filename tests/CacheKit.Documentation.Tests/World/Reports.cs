namespace CacheKit.Documentation.Tests.World;

/// <summary>Makes reports.</summary>
public sealed class Reports
{
    /// <summary>Makes one.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<string> BuildAsync(CancellationToken cancellationToken) => new("a report");
}
