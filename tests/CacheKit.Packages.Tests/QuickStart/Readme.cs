using System.Text.RegularExpressions;

namespace CacheKit.Packages.Tests.QuickStart;

/// <summary>The README, as somebody reads it who types in what it says.</summary>
internal static partial class Readme
{
    /// <summary>The blocks of code in a section, without their indentation.</summary>
    /// <param name="title">The title of the section.</param>
    /// <param name="language">The language that is named behind the opening fence; empty for commands.</param>
    public static IReadOnlyList<string> Blocks(string title, string language) =>
    [
        .. Fence().Matches(Section(title))
            .Where(match => match.Groups["language"].Value == language)
            .Select(static match => Outdent(match.Groups["code"].Value, match.Groups["indent"].Length)),
    ];

    private static string Section(string title)
    {
        var text = File.ReadAllText(Repository.Combine("README.md"));
        var begin = text.IndexOf($"\n## {title}\n", StringComparison.Ordinal);
        if (begin < 0)
            throw new InvalidOperationException($"The README has no section '{title}'.");
        var end = text.IndexOf("\n## ", begin + 1, StringComparison.Ordinal);
        return text[begin..(end < 0 ? text.Length : end)];
    }

    private static string Outdent(string code, int indent) =>
        string.Join('\n', code.Split('\n').Select(line => line.Length > indent ? line[indent..] : line.TrimStart()));

    [GeneratedRegex(@"^(?<indent> *)```(?<language>\w*)\n(?<code>.*?\n)\k<indent>```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
