namespace CacheKit.Documentation.Tests.Razor;

/// <summary>What the views of the pages show.</summary>
/// <param name="CategoryId">A category's number.</param>
public sealed record CategoryModel(int CategoryId);
