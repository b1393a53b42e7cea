namespace CacheKit.Documentation.Tests.World;

/// <summary>The orders.</summary>
public sealed class Orders
{
    /// <summary>How often an order has changed.</summary>
    /// <param name="id">Its number.</param>
    public ValueTask<string> VersionAsync(object? id) => new($"{id}-1");

    /// <summary>When it has changed last.</summary>
    /// <param name="id">Its number.</param>
    public ValueTask<DateTimeOffset?> ChangedAsync(object? id) => new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
}
