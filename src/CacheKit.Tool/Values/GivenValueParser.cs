using System.Globalization;
using System.Text;
using System.Text.Json;
using CacheKit.Configuration;

namespace CacheKit.Tool.Values;

/// <summary>Makes values of what the command line, a file or the input holds.</summary>
internal static class GivenValueParser
{
    private const char ByteOrderMark = '\uFEFF';

    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A value out of a file or the input.</summary>
    /// <exception cref="ToolException">It is not what it is said to be.</exception>
    public static GivenValue Parse(GivenKind kind, byte[] content) => kind switch
    {
        GivenKind.Bytes => new GivenValue<byte[]>(content) { NeedsSerializer = false },
        // Text is kept to the last line end; of the other kinds none can hold one that matters.
        GivenKind.Text => Parse(kind, Decode(content)),
        _ => Parse(kind, Decode(content).Trim().Trim(ByteOrderMark)),
    };

    /// <summary>A value out of the command line.</summary>
    /// <exception cref="ToolException">It is not what it is said to be.</exception>
    public static GivenValue Parse(GivenKind kind, string text) => kind switch
    {
        GivenKind.Text => new GivenValue<string>(text) { NeedsSerializer = false },
        GivenKind.Number => ParseNumber(text),
        GivenKind.Json => ParseJson(text),
        GivenKind.Hex => ParseHex(text),
        _ => throw new ToolException(ExitCode.Usage, "--kind bytes takes a file or the input as it is; bytes on the command line are --hex."),
    };

    public static GivenValue Null { get; } = new GivenValue<object?>(null) { NeedsSerializer = false };

    private static GivenValue ParseNumber(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
            return new GivenValue<long>(integer) { NeedsSerializer = false };
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var large))
            return new GivenValue<ulong>(large) { NeedsSerializer = false };
        // A whole number beyond 64 bits is a slip, not a fraction.
        if (text.AsSpan().ContainsAny(".eE")
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var fraction)
            && double.IsFinite(fraction))
            return new GivenValue<double>(fraction) { NeedsSerializer = true };
        throw new ToolException(ExitCode.Usage, $"{SettingText.Quote(text)} is not a number: expected 42, -7 or 1.5; whole numbers have 64 bits.");
    }

    private static GivenValue<JsonElement> ParseJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return new GivenValue<JsonElement>(document.RootElement.Clone()) { NeedsSerializer = true };
        }
        catch (JsonException exception)
        {
            throw new ToolException(ExitCode.Usage, $"The value is not JSON: {exception.Message}", exception);
        }
    }

    private static GivenValue<byte[]> ParseHex(string text)
    {
        try
        {
            return new GivenValue<byte[]>(Convert.FromHexString(text)) { NeedsSerializer = false };
        }
        catch (FormatException exception)
        {
            throw new ToolException(ExitCode.Usage, $"{SettingText.Quote(text)} is not hexadecimal: expected two digits for each byte, as in 00ff.", exception);
        }
    }

    private static string Decode(byte[] content)
    {
        try
        {
            return _utf8.GetString(content);
        }
        catch (DecoderFallbackException exception)
        {
            throw new ToolException(ExitCode.Usage, "The value is not UTF-8: store it as it is with --kind bytes.", exception);
        }
    }
}
