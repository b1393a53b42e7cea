using System.Globalization;
using System.Text;

namespace CacheKit.AspNetCore.Dashboard.Html;

/// <summary>Numbers, times and keys as people read them, the same in every culture.</summary>
internal static class Shown
{
    private static readonly string[] _units = ["B", "KB", "MB", "GB", "TB"];

    public static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u00A0');

    public static string Bytes(long bytes)
    {
        double size = bytes;
        var unit = 0;
        for (; size >= 1000 && unit < _units.Length - 1; unit++)
            size /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 || size >= 100 ? Math.Round(size) : Math.Round(size, 1))} {_units[unit]}");
    }

    /// <summary>How many of all, in a hundred; a dash where there was none.</summary>
    public static string Ratio(long part, long rest) => part + rest == 0
        ? "–"
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(1000.0 * part / (part + rest)) / 10:0.0} %");

    /// <summary>How long a call took: two digits that count.</summary>
    public static string Latency(TimeSpan? time) => time?.TotalMilliseconds switch
    {
        null => "–",
        < 1 and var milliseconds => string.Create(CultureInfo.InvariantCulture, $"{milliseconds * 1000:0} µs"),
        < 10 and var milliseconds => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0.0} ms"),
        < 1000 and var milliseconds => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms"),
        { } milliseconds => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0.0} s"),
    };

    /// <summary>A span of time by its two greatest units.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { Ticks: < 0 } => "0 s",
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalSeconds)} s"),
        { TotalHours: < 1 } => Two(span.Minutes, "min", span.Seconds, "s"),
        { TotalDays: < 1 } => Two(span.Hours, "h", span.Minutes, "min"),
        _ => Two(span.Days, "d", span.Hours, "h"),
    };

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>For the attribute of a <c>time</c>.</summary>
    public static string Machine(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>
    /// A text of somebody else's on one line: what cannot be seen, and what turns the direction of what follows, is shown by its
    /// number.
    /// </summary>
    public static string Line(string text, int longest = 300)
    {
        var cut = Cut(text, longest);
        var line = new StringBuilder(cut.Length);
        foreach (var character in cut.EnumerateRunes())
        {
            // A lone surrogate reads as the replacement character.
            if (IsHidden(Rune.GetUnicodeCategory(character)))
                line.Append(CultureInfo.InvariantCulture, $"\\u{character.Value:x4}");
            else
                line.Append(character);
        }

        return cut.Length < text.Length ? line.Append('…').ToString() : line.ToString();
    }

    /// <summary>The same of a text of many lines, which keeps them.</summary>
    public static string Block(string text, int longest) =>
        string.Join('\n', Cut(text, longest).ReplaceLineEndings("\n").Split('\n').Select(LineWithTabs));

    private static string LineWithTabs(string line) => Line(line, int.MaxValue).Replace("\\u0009", "\t", StringComparison.Ordinal);

    // Not between the two halves of a character.
    private static string Cut(string text, int longest) =>
        text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];

    private static bool IsHidden(UnicodeCategory category) =>
        category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Two(int great, string greatUnit, int small, string smallUnit) => small == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{great} {greatUnit}")
        : string.Create(CultureInfo.InvariantCulture, $"{great} {greatUnit} {small} {smallUnit}");
}
