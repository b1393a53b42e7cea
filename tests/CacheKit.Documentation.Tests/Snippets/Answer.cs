namespace CacheKit.Documentation.Tests.Snippets;

/// <summary>What an endpoint of a snippet answered.</summary>
/// <param name="Endpoint">Its name, as ASP.NET Core displays it.</param>
/// <param name="Path">The path that was asked for.</param>
/// <param name="Status">The status.</param>
/// <param name="CacheStatus">What the page cache says that it did; null where it was not asked.</param>
public sealed record Answer(string? Endpoint, string Path, int Status, string? CacheStatus);
