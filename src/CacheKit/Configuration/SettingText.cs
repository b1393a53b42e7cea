using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CacheKit.Configuration;

/// <summary>Turns the texts of a configuration into values, the same on every machine: no culture takes part.</summary>
internal static class SettingText
{
    private const int LongestQuote = 100;

    public static bool TryReadWholeNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out number);

    /// <summary>Reads seconds, fractions allowed. A positive time is never rounded down to zero.</summary>
    public static bool TryReadSeconds(string text, out TimeSpan time)
    {
        time = default;
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(seconds) > (decimal)TimeSpan.MaxValue.TotalSeconds - 1)
            return false;

        time = new TimeSpan((long)decimal.Ceiling(seconds * TimeSpan.TicksPerSecond));
        return true;
    }

    /// <summary>Reads the name of an enumeration's member in any case; unlike <see cref="Enum"/>'s own parsing, no number.</summary>
    public static bool TryReadName<TEnum>(string text, out TEnum value)
        where TEnum : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<TEnum>())
        {
            if (!Spelling.AreSame(candidate.ToString(), text.Trim()))
                continue;
            value = candidate;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>The names of an enumeration as a configuration spells them: <c>default, always, off</c>.</summary>
    [SuppressMessage("Globalization", "CA1308", Justification = "The names are shown as settings files spell them.")]
    public static IReadOnlyList<string> Names<TEnum>()
        where TEnum : struct, Enum =>
        [.. Enum.GetNames<TEnum>().Select(static name => name.ToLowerInvariant())];

    /// <summary>A value as an error message shows it: on one line and not endless.</summary>
    public static string Quote(string? text)
    {
        if (text is null)
            return "null";
        var shown = text.Length <= LongestQuote ? text : string.Concat(text.AsSpan(0, LongestQuote), "…");
        return string.Create(shown.Length + 2, shown, static (quoted, source) =>
        {
            quoted[0] = quoted[^1] = '\'';
            for (var i = 0; i < source.Length; i++)
                quoted[i + 1] = char.IsControl(source[i]) ? '\uFFFD' : source[i];
        });
    }

    /// <summary>What follows a name that is not known.</summary>
    public static string Suggest(string name, IReadOnlyCollection<string> known) =>
        Spelling.Nearest(name, known) is { } nearest
            ? $"Did you mean '{nearest}'?"
            : $"Known here: {string.Join(", ", known)}.";
}
