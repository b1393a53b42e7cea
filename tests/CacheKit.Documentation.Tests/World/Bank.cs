namespace CacheKit.Documentation.Tests.World;

/// <summary>Knows what currencies are worth.</summary>
public sealed class Bank
{
    /// <summary>What each is worth.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<Dictionary<string, decimal>> GetRatesAsync(CancellationToken cancellationToken) => new(new Dictionary<string, decimal> { ["EUR"] = 1.1m });
}
