namespace CacheKit.Documentation.Tests.World;

/// <summary>A backend of somebody's own that has a place.</summary>
/// <param name="location">The place.</param>
/// <param name="port">Its port.</param>
public sealed class RemoteBackend(string? location, int port) : TieredBackend
{
    /// <summary>Where it is.</summary>
    public string Place { get; } = $"{location}:{port}";
}
