using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using CacheKit.Configuration;

namespace CacheKit.Tool.CommandLine;

/// <summary>Whole numbers on the command line, with a message that names no type of .NET.</summary>
internal static class WholeNumber
{
    public static T Parse<T>(ArgumentResult result)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var text = result.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        result.AddError($"{SettingText.Quote(text)}: expected a whole number from {T.MinValue} to {T.MaxValue}.");
        return default;
    }
}
