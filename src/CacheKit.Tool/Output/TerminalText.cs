using System.Globalization;
using System.Text;

namespace CacheKit.Tool.Output;

/// <summary>
/// Text out of a cache on its way to a terminal. Whoever can write to a cache could otherwise write commands to the
/// terminal of whoever looks into it.
/// </summary>
internal static class TerminalText
{
    /// <summary>The text with everything escaped that a terminal would obey, but for line ends and tabs.</summary>
    public static string Escape(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '\n' or '\t' || !IsObeyed(c))
                shown.Append(c);
            else
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return shown.ToString();
    }

    /// <summary>The text on one line, for tables and messages.</summary>
    public static string EscapeLine(string text) =>
        Escape(text).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);

    private static bool IsObeyed(char c) =>
        char.IsControl(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
