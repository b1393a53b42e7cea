using System.Globalization;

namespace CacheKit.AspNetCore.Fragments;

/// <summary>Reads a fragment's attribute <c>timeout</c>.</summary>
internal static class FragmentTimeout
{
    private const NumberStyles Seconds = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;

    /// <summary>Reads seconds, <c>never</c>, or a <see cref="TimeSpan"/> as its own text.</summary>
    /// <param name="text">The attribute's value; null when it is left out.</param>
    /// <param name="timeout">The timeout.</param>
    public static bool TryParse(string? text, out CacheTimeout timeout)
    {
        timeout = default;
        if (text is null)
            return true;
        if (text.Equals("never", StringComparison.OrdinalIgnoreCase))
            timeout = CacheTimeout.Never;
        else if (TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var span) && text.Contains(':', StringComparison.Ordinal))
            timeout = span;
        else if (decimal.TryParse(text, Seconds, CultureInfo.InvariantCulture, out var seconds) && seconds <= (decimal)TimeSpan.MaxValue.TotalSeconds - 1)
            timeout = seconds <= 0 ? CacheTimeout.Zero : TimeSpan.FromTicks(Math.Max(1, (long)(seconds * TimeSpan.TicksPerSecond)));
        else
            return false;
        return true;
    }
}
