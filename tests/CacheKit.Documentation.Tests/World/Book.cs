namespace CacheKit.Documentation.Tests.World;

/// <summary>A book.</summary>
/// <param name="AuthorId">Who wrote it.</param>
public sealed record Book(int AuthorId);
