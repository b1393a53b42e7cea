using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace CacheKit.Redis.Configuration;

/// <summary>Decodes the parts of a URL. What is not encoded rightly is an error, where redis-py would take it as it is.</summary>
internal static class PercentEncoding
{
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool TryDecode(string text, [NotNullWhen(true)] out string? decoded)
    {
        decoded = text;
        if (!text.Contains('%', StringComparison.Ordinal))
            return true;

        decoded = null;
        var bytes = new List<byte>(text.Length);
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] != '%')
            {
                int end = text.IndexOf('%', at);
                string plain = end < 0 ? text[at..] : text[at..end];
                bytes.AddRange(Encoding.UTF8.GetBytes(plain));
                at += plain.Length - 1;
            }
            else if (at + 2 < text.Length
                && byte.TryParse(text.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                bytes.Add(value);
                at += 2;
            }
            else
            {
                return false;
            }
        }

        try
        {
            decoded = _strict.GetString([.. bytes]);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
