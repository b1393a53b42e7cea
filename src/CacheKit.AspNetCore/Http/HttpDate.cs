using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.Http;

/// <summary>
/// Reads a date in one of the three formats of RFC 9110 §5.6.7, and in no other (the framework's
/// <c>HeaderUtilities.TryParseDate</c> takes a dozen more):
/// <code>
///   IMF-fixdate  Sun, 06 Nov 1994 08:49:37 GMT
///   RFC 850      Sunday, 06-Nov-94 08:49:37 GMT
///   asctime      Sun Nov  6 08:49:37 1994
/// </code>
/// Letters in any case (RFC 9111 §4.2); a day of the week that the date was not is a contradiction, not a date.
/// </summary>
internal static class HttpDate
{
    private const int DayNameLength = 3;
    private static readonly string[] _months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    private static readonly string[] _days = Enum.GetNames<DayOfWeek>();

    /// <summary>Reads a field that holds one date and nothing else.</summary>
    public static bool TryRead(StringValues field, DateTimeOffset now, out DateTimeOffset date)
    {
        date = default;
        return field.Count == 1 && TryRead(field[0].AsSpan().Trim(" \t"), now, out date);
    }

    /// <param name="text">The date, without white space around it.</param>
    /// <param name="now">The time now: it decides which century RFC 850 means.</param>
    /// <param name="date">What was read.</param>
    public static bool TryRead(ReadOnlySpan<char> text, DateTimeOffset now, out DateTimeOffset date)
    {
        date = default;
        var comma = text.IndexOf(',');
        if (comma < 0)
            return TryReadAsctime(text, out date);
        return comma == DayNameLength
            ? TryReadFixed(text[..comma], text[comma..], out date)
            : TryReadRfc850(text[..comma], text[comma..], now, out date);
    }

    // ", 06 Nov 1994 08:49:37 GMT"
    private static bool TryReadFixed(ReadOnlySpan<char> dayName, ReadOnlySpan<char> text, out DateTimeOffset date)
    {
        date = default;
        return text is [',', ' ', _, _, ' ', _, _, _, ' ', _, _, _, _, ' ', _, _, ':', _, _, ':', _, _, ' ', _, _, _]
            && IsGmt(text[^3..])
            && TryReadYear(text[9..13], out var year)
            && TryMake(text[2..4], text[5..8], year, text[14..22], out date)
            && IsShortNameOf(dayName, date);
    }

    // ", 06-Nov-94 08:49:37 GMT"
    private static bool TryReadRfc850(ReadOnlySpan<char> dayName, ReadOnlySpan<char> text, DateTimeOffset now, out DateTimeOffset date)
    {
        date = default;
        if (text is not [',', ' ', _, _, '-', _, _, _, '-', _, _, ' ', _, _, ':', _, _, ':', _, _, ' ', _, _, _]
            || !IsGmt(text[^3..])
            || !TryReadTwo(text[9..11], out var year))
            return false;
        year += now.Year / 100 * 100;
        // What seems to be more than fifty years ahead was in the last year with these digits.
        if (!TryMake(text[2..4], text[5..8], year, text[12..20], out date) || date > now.AddYears(50))
        {
            if (!TryMake(text[2..4], text[5..8], year - 100, text[12..20], out date))
                return false;
        }

        return dayName.Equals(_days[(int)date.DayOfWeek], StringComparison.OrdinalIgnoreCase);
    }

    // "Sun Nov  6 08:49:37 1994"
    private static bool TryReadAsctime(ReadOnlySpan<char> text, out DateTimeOffset date)
    {
        date = default;
        if (text is not [_, _, _, ' ', _, _, _, ' ', _, _, ' ', _, _, ':', _, _, ':', _, _, ' ', _, _, _, _])
            return false;
        Span<char> day = [text[8] == ' ' ? '0' : text[8], text[9]];
        return TryReadYear(text[20..], out var year)
            && TryMake(day, text[4..7], year, text[11..19], out date)
            && IsShortNameOf(text[..DayNameLength], date);
    }

    private static bool TryMake(ReadOnlySpan<char> dayText, ReadOnlySpan<char> monthName, int year, ReadOnlySpan<char> time, out DateTimeOffset date)
    {
        date = default;
        var month = MonthOf(monthName);
        if (month == 0 || year is < 1 or > 9999
            || !TryReadTwo(dayText, out var day) || day < 1 || day > DateTime.DaysInMonth(year, month)
            || !TryReadTwo(time[..2], out var hour) || hour > 23
            || !TryReadTwo(time[3..5], out var minute) || minute > 59
            || !TryReadTwo(time[6..], out var second) || second > 60)
            return false;
        // The sixtieth is a leap second, which has no place of its own here: the nearest earlier one (RFC 9111 §4.2).
        date = new DateTimeOffset(year, month, day, hour, minute, Math.Min(second, 59), TimeSpan.Zero);
        return true;
    }

    private static int MonthOf(ReadOnlySpan<char> name)
    {
        for (var month = 0; month < _months.Length; month++)
        {
            if (name.Equals(_months[month], StringComparison.OrdinalIgnoreCase))
                return month + 1;
        }

        return 0;
    }

    private static bool IsShortNameOf(ReadOnlySpan<char> name, DateTimeOffset date) =>
        name.Equals(_days[(int)date.DayOfWeek].AsSpan(0, DayNameLength), StringComparison.OrdinalIgnoreCase);

    private static bool IsGmt(ReadOnlySpan<char> zone) => zone.Equals("GMT", StringComparison.OrdinalIgnoreCase);

    private static bool TryReadYear(ReadOnlySpan<char> digits, out int year)
    {
        var isRead = TryReadTwo(digits[..2], out var century) & TryReadTwo(digits[2..], out var rest);
        year = (century * 100) + rest;
        return isRead;
    }

    private static bool TryReadTwo(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        if (!char.IsAsciiDigit(digits[0]) || !char.IsAsciiDigit(digits[1]))
            return false;
        number = ((digits[0] - '0') * 10) + digits[1] - '0';
        return true;
    }
}
