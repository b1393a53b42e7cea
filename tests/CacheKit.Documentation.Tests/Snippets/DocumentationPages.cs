using Markdig;
using Markdig.Syntax;

namespace CacheKit.Documentation.Tests.Snippets;

/// <summary>The pages that users read: README.md, docs/ without its decisions, and what each package says of itself.</summary>
internal static class DocumentationPages
{
    private static readonly Lazy<string> _root = new(FindRoot);

    /// <summary>The repository's root.</summary>
    public static string Root => _root.Value;

    /// <summary>The pages' paths below the root, with slashes.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        "README.md",
        .. Directory.EnumerateFiles(Combine("docs"), "*.md").Select(static path => "docs/" + Path.GetFileName(path)).Order(StringComparer.Ordinal),
        .. Directory.EnumerateDirectories(Combine("src")).Select(static path => $"src/{Path.GetFileName(path)}/README.md").Order(StringComparer.Ordinal),
    ];

    /// <summary>All blocks of code.</summary>
    public static IReadOnlyList<Snippet> Snippets { get; } = [.. Paths.SelectMany(SnippetsOf)];

    /// <summary>All blocks of a language.</summary>
    /// <param name="language">What stands behind their opening fences.</param>
    public static IEnumerable<Snippet> SnippetsIn(string language) => Snippets.Where(snippet => snippet.Language == language);

    /// <summary>A page's text.</summary>
    /// <param name="path">Its path below the root.</param>
    public static string Read(string path) => File.ReadAllText(Combine(path));

    /// <summary>Where something of the repository is on this machine.</summary>
    /// <param name="path">Its path below the root.</param>
    public static string Combine(string path) => Path.Combine(Root, path);

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
