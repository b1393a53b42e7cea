using System.Globalization;
using System.Text;

namespace CacheKit.Keys;

/// <summary>How a key is shown in logs and errors: escaped, cut, or not at all.</summary>
internal static class KeyDisplay
{
    private const int MaximumLength = 100;

    public static string Show(string key, bool logKeys)
    {
        if (!logKeys)
            return "(hidden)";
        var text = new StringBuilder("'");
        foreach (char c in key.AsSpan(0, Math.Min(key.Length, MaximumLength)))
        {
            if (IsEscaped(c))
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                text.Append(c);
        }

        return text.Append(key.Length > MaximumLength ? "…'" : "'").ToString();
    }

    // They could forge lines in a log or break its encoding.
    private static bool IsEscaped(char c) =>
        char.IsControl(c)
        || char.IsSurrogate(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
