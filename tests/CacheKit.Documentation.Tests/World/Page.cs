namespace CacheKit.Documentation.Tests.World;

/// <summary>What is known of a place.</summary>
/// <param name="Territory">Its code.</param>
public sealed record Page(string Territory);
