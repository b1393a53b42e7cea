using System.Text.RegularExpressions;
using CacheKit.Documentation.Tests.Snippets;

namespace CacheKit.Documentation.Tests.Commands;

/// <summary>A command that a page shows: one of those between the pipes of a line.</summary>
/// <param name="Words">Its words, without quotes and without variables before them.</param>
/// <param name="Comment">What the line says of it behind <c>#</c>; empty for nothing.</param>
/// <param name="Answer">What the page shows of its answer; empty for nothing.</param>
public sealed partial record ShownCommand(IReadOnlyList<string> Words, string Comment, string Answer)
{
    /// <summary>The commands of a block: in <c>sh</c> each line, in <c>console</c> those behind a prompt, with their answers.</summary>
    /// <param name="snippet">The block.</param>
    public static IEnumerable<ShownCommand> In(Snippet snippet) => snippet.Language switch
    {
        "sh" => snippet.Code.Split('\n').SelectMany(static line => OfLine(line, "")),
        "console" => ("\n" + snippet.Code).Split("\n$ ", StringSplitOptions.RemoveEmptyEntries).SelectMany(static block => OfLine(block.Split('\n')[0], block[(block.Split('\n')[0].Length)..].Trim())),
        _ => [],
    };

    private static IEnumerable<ShownCommand> OfLine(string line, string answer)
    {
        string[] words = [.. Word().Matches(line).Select(static match => match.Value)];
        int comment = Array.IndexOf(words, "#");
        string said = comment < 0 ? "" : string.Join(' ', words[(comment + 1)..]);
        var command = new List<string>();
        foreach (string word in words[..(comment < 0 ? words.Length : comment)].Append("|"))
        {
            if (word is not ("|" or "||" or "&&"))
            {
                if (command.Count > 0 || !Variable().IsMatch(word))
                    command.Add(word.Trim('"', '\''));
                continue;
            }

            if (command.Count > 0)
                yield return new([.. command], said, answer);
            command.Clear();
        }
    }

    [GeneratedRegex("""[A-Za-z_]+="[^"]*"|"[^"]*"|'[^']*'|\S+""")]
    private static partial Regex Word();

    [GeneratedRegex("^[A-Za-z_]+=")]
    private static partial Regex Variable();
}
