using System.Globalization;
using Almanac.Database;

namespace Almanac.Localization;

/// <summary>Shortens large numbers as each language does: 8.86M, 8,86 Mio., 886万.</summary>
public sealed class CompactNumbers(DataFolder data)
{
    private readonly IReadOnlyDictionary<string, Dictionary<long, string>> _patterns = data.ReadCompactNumbers();

    /// <summary>The number in three significant digits, in the request's language.</summary>
    public string Format(double number) => Format(number, CultureInfo.CurrentCulture);

    /// <summary>The number in three significant digits, in the culture's language.</summary>
    public string Format(double number, CultureInfo culture)
    {
        if (!_patterns.TryGetValue(culture.TwoLetterISOLanguageName, out var patterns))
            return number.ToString("N0", culture);

        var rounded = RoundToThreeDigits(number);
        var (magnitude, pattern) = patterns.Where(entry => entry.Key <= rounded).DefaultIfEmpty().MaxBy(entry => entry.Key);
        var zeros = pattern?.Count(character => character == '0') ?? 0;
        // A pattern of a bare "0" says that the language does not shorten this magnitude.
        if (pattern is null || pattern == "0")
            return rounded.ToString("#,0.##", culture);

        var shortened = rounded / magnitude * Math.Pow(10, zeros - 1);
        return pattern.Replace(new string('0', zeros), shortened.ToString("#,0.##", culture), StringComparison.Ordinal);
    }

    private static double RoundToThreeDigits(double number)
    {
        if (number < 1)
            return number;
        var unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(number)) - 2));
        return Math.Round(number / unit) * unit;
    }
}
