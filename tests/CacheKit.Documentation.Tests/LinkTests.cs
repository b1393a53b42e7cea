using System.Text.RegularExpressions;
using CacheKit.Documentation.Tests.Snippets;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace CacheKit.Documentation.Tests;

/// <summary>Where the pages lead.</summary>
public sealed partial class LinkTests
{
    private static readonly MarkdownPipeline _pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers(Markdig.Extensions.AutoIdentifiers.AutoIdentifierOptions.GitHub).Build();

    public static TheoryData<string> Pages => [.. DocumentationPages.Paths];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_to_a_file_and_a_heading_that_are_there(string page)
    {
        var broken = Markdown.Parse(DocumentationPages.Read(page), _pipeline).Descendants<LinkInline>()
            .Select(static link => link.Url!)
            .Where(static url => !Absolute().IsMatch(url))
            .Where(url => !IsThere(page, url));

        Assert.Empty(broken);
    }

    [Fact]
    public void Every_page_is_in_the_list_of_pages()
    {
        string list = DocumentationPages.Read("docs/README.md");

        Assert.All(DocumentationPages.Paths.Where(static path => path is not ("README.md" or "docs/README.md")), path => Assert.Contains($"]({path["docs/".Length..]}", list, StringComparison.Ordinal));
    }

    private static bool IsThere(string page, string url)
    {
        string[] parts = url.Split('#');
        string target = parts[0].Length == 0 ? page : Path.GetRelativePath(".", Path.Combine(Path.GetDirectoryName(page)!, parts[0])).Replace('\\', '/');
        string path = Path.Combine(DocumentationPages.Root, target);
        return (File.Exists(path) || Directory.Exists(path)) && (parts.Length == 1 || HeadingsOf(target).Contains(parts[1]));
    }

    private static IEnumerable<string?> HeadingsOf(string page) =>
        Markdown.Parse(DocumentationPages.Read(page), _pipeline).Descendants<HeadingBlock>().Select(static heading => heading.TryGetAttributes()?.Id);

    [GeneratedRegex("^[a-z]+:")]
    private static partial Regex Absolute();
}
