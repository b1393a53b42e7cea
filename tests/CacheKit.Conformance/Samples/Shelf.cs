namespace CacheKit.Conformance.Samples;

/// <summary>An object that its readers could change.</summary>
public sealed class Shelf
{
    /// <summary>The titles on it.</summary>
    public IList<string> Titles { get; init; } = [];
}
