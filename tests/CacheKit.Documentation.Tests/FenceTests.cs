using System.Text.RegularExpressions;
using CacheKit.Documentation.Tests.Snippets;

namespace CacheKit.Documentation.Tests;

/// <summary>Blocks of code say what they are, or nobody would look at them.</summary>
public sealed partial class FenceTests
{
    // Python shows the other side's code, XML NuGet's settings; without a language are drawings, messages and files.
    private static readonly string[] _languages = ["csharp", "json", "html", "sh", "console", "python", "xml", ""];

    public static TheoryData<Snippet> Snippets => [.. DocumentationPages.Snippets];

    [Theory]
    [MemberData(nameof(Snippets))]
    public void It_is_of_a_language_that_is_looked_at(Snippet snippet) => Assert.Contains(snippet.Language, _languages);

    [Theory]
    [MemberData(nameof(Snippets))]
    public void Commands_stand_in_blocks_of_commands(Snippet snippet) =>
        Assert.True(snippet.Language is "sh" or "console" || !Command().IsMatch(snippet.Code), "Say sh, or console where it shows answers too.");

    [GeneratedRegex(@"^(\$ |dotnet |cachekit |tests/)", RegexOptions.Multiline)]
    private static partial Regex Command();
}
