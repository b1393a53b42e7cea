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
        var broken = LinksOf(page).Where(url => !Absolute().IsMatch(url) && !IsThere(page, url));

        Assert.Empty(broken);
    }

    [Fact]
    public void What_a_package_says_of_itself_has_no_links_into_the_repository()
    {
        var pages = DocumentationPages.Paths.Where(static path => path.StartsWith("src/", StringComparison.Ordinal));

        Assert.All(pages, static page => Assert.DoesNotContain(LinksOf(page), static url => !Absolute().IsMatch(url)));
    }

    [Fact]
    public void Every_page_is_in_the_list_of_pages()
    {
        string list = DocumentationPages.Read("docs/README.md");

        Assert.All(DocumentationPages.Paths.Where(static path => path.StartsWith("docs/", StringComparison.Ordinal) && path != "docs/README.md"), path => Assert.Contains($"]({path["docs/".Length..]}", list, StringComparison.Ordinal));
    }

    private static IEnumerable<string> LinksOf(string page) =>
        Markdown.Parse(DocumentationPages.Read(page), _pipeline).Descendants<LinkInline>().Select(static link => link.Url!);

    private static bool IsThere(string page, string url)
    {
        string[] parts = url.Split('#');
        string target = parts[0].Length == 0 ? page : Path.GetRelativePath(".", Path.Combine(Path.GetDirectoryName(page)!, parts[0])).Replace('\\', '/');
        string path = DocumentationPages.Combine(target);
        return (File.Exists(path) || Directory.Exists(path)) && (parts.Length == 1 || HeadingsOf(target).Contains(parts[1]));
    }

    private static IEnumerable<string?> HeadingsOf(string page) =>
        Markdown.Parse(DocumentationPages.Read(page), _pipeline).Descendants<HeadingBlock>().Select(static heading => heading.TryGetAttributes()?.Id);

    [GeneratedRegex("^[a-z]+:")]
    private static partial Regex Absolute();
}
