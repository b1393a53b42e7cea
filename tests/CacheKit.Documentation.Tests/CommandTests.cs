using System.Text.RegularExpressions;
using CacheKit.Documentation.Tests.Commands;
using CacheKit.Documentation.Tests.Snippets;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace CacheKit.Documentation.Tests;

/// <summary>The commands on the pages.</summary>
public sealed partial class CommandTests
{
    private const string Tool = "cachekit";

    public static TheoryData<Snippet> Snippets => [.. DocumentationPages.Snippets.Where(static snippet => ShownCommand.In(snippet).Any())];

    public static TheoryData<string> Pages => [.. DocumentationPages.Paths];

    [Theory]
    [MemberData(nameof(Snippets))]
    public async Task The_tool_does_it_and_answers_as_the_page_says(Snippet snippet)
    {
        using var folder = await ToolFolder.MakeAsync();
        foreach (var command in ShownCommand.In(snippet).Where(static command => Path.GetFileName(command.Words[0]) == Tool))
        {
            var (exitCode, output, errors) = await folder.RunAsync(command.Words.Skip(1), isPiped: snippet.Code.Contains($"| {Tool}", StringComparison.Ordinal));

            Assert.True(exitCode == 0, $"{string.Join(' ', command.Words)}: {exitCode} {errors}");
            if (Number().IsMatch(command.Comment))
                Assert.Equal(command.Comment, output.Trim());
            if (command.Answer.StartsWith("{\"", StringComparison.Ordinal))
                Assert.Equal(command.Answer.Split('\n')[0], output.Trim());
        }
    }

    [Theory]
    [MemberData(nameof(Snippets))]
    public void Files_and_packages_that_a_command_names_are_here(Snippet snippet)
    {
        var named = ShownCommand.In(snippet).Where(static command => command.Words[0] is "dotnet" or "tests/run.sh").SelectMany(static command => command.Words);

        Assert.All(named.Where(static word => OfRepository().IsMatch(word)), static word => Assert.True(Path.Exists(DocumentationPages.Combine(word)), word));
        Assert.All(named.Where(static word => Package().IsMatch(word)), static word => Assert.True(Directory.Exists(DocumentationPages.Combine($"src/{word}")), word));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Commands_and_options_that_a_sentence_names_are_there(string page)
    {
        using var folder = await ToolFolder.MakeAsync();
        foreach (string[] words in Markdown.Parse(DocumentationPages.Read(page)).Descendants<CodeInline>().Select(static code => code.Content.Split(' ')).Where(static words => words is [Tool, [not '-', ..], ..]))
        {
            var help = await folder.RunAsync([words[1], "--help"]);

            Assert.Equal(0, help.ExitCode);
            Assert.All(words.Where(static word => word.StartsWith("--", StringComparison.Ordinal) && word.Length > 2), option => Assert.Contains(option, help.Output, StringComparison.Ordinal));
        }
    }

    [GeneratedRegex(@"^-?\d+$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^(src|tests|samples)/|\.sln$")]
    private static partial Regex OfRepository();

    [GeneratedRegex(@"^CacheKit(\.[A-Z]\w+)*$")]
    private static partial Regex Package();
}
