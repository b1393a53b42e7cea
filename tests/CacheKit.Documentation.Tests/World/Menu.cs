namespace CacheKit.Documentation.Tests.World;

/// <summary>What is served.</summary>
/// <param name="Soup">The soup.</param>
public sealed record Menu(string Soup);
