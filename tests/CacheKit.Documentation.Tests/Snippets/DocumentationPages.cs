using Markdig;
using Markdig.Syntax;

namespace CacheKit.Documentation.Tests.Snippets;

/// <summary>The pages that users read: README.md, and docs/ without its decisions.</summary>
internal static class DocumentationPages
{
    private static readonly Lazy<string> _root = new(FindRoot);

    /// <summary>The repository's root.</summary>
    public static string Root => _root.Value;

    /// <summary>The pages' paths below the root, with slashes.</summary>
    public static IReadOnlyList<string> Paths { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md").Select(static path => "docs/" + Path.GetFileName(path)).Order(StringComparer.Ordinal).Prepend("README.md")];

    /// <summary>A page's text.</summary>
    /// <param name="path">Its path below the root.</param>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>All blocks of a language.</summary>
    /// <param name="language">What stands behind their opening fences.</param>
    public static IReadOnlyList<Snippet> SnippetsIn(string language) => [.. Paths.SelectMany(SnippetsOf).Where(snippet => snippet.Language == language)];

    private static IEnumerable<Snippet> SnippetsOf(string path) =>
        Markdown.Parse(Read(path)).Descendants<FencedCodeBlock>()
            .Select(block => new Snippet(path, block.Line + 2, block.Info ?? "", block.Lines.ToString()));

    private static string FindRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "CacheKit.sln")))
            directory = Path.GetDirectoryName(directory);
        return directory ?? throw new DirectoryNotFoundException("CacheKit.sln is not above the tests.");
    }
}
