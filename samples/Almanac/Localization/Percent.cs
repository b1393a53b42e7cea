using System.Globalization;

namespace Almanac.Localization;

/// <summary>Writes parts of one as per cent, with as many digits as say something.</summary>
public static class Percent
{
    /// <summary>The part in the request's language: 0.76 as 76%, 0.045 as 4.5%, 0.0011 as 0.11%.</summary>
    public static string Format(double part) => part.ToString(
        Math.Abs(part) switch
        {
            0 or >= 0.0995 => "P0",
            >= 0.00995 => "P1",
            _ => "P2",
        },
        CultureInfo.CurrentCulture);
}
