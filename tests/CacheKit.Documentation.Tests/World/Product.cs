namespace CacheKit.Documentation.Tests.World;

/// <summary>A product.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
public sealed record Product(int Id, string Name);
