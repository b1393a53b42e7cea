namespace CacheKit.Documentation.Tests.Snippets;

/// <summary>A block of code that a page of the documentation shows.</summary>
/// <param name="Page">The page's path below the repository's root, with slashes.</param>
/// <param name="Line">The line of the page on which the code begins, from 1.</param>
/// <param name="Language">What stands behind the opening fence.</param>
/// <param name="Code">The code.</param>
public sealed record Snippet(string Page, int Line, string Language, string Code)
{
    /// <summary>Where it stands, as an editor takes it.</summary>
    public string Place => $"{Page}:{Line}";

    /// <inheritdoc/>
    public override string ToString() => Place;
}
