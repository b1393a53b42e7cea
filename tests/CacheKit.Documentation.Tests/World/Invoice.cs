namespace CacheKit.Documentation.Tests.World;

/// <summary>A bill.</summary>
/// <param name="Number">Its number.</param>
public sealed record Invoice(int Number);
