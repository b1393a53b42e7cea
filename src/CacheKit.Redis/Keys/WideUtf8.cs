using System.Buffers;
using System.Text;

namespace CacheKit.Redis.Keys;

/// <summary>
/// UTF-8 that also holds half a surrogate pair, as the three bytes that its number would have (WTF-8): in UTF-8 proper
/// all such halves become the same character, and two keys would be one.
/// </summary>
internal static class WideUtf8
{
    private const int HalfLength = 3;

    private static readonly SearchValues<char> _halves = SearchValues.Create([.. Enumerable.Range('\uD800', 0x800).Select(static half => (char)half)]);

    /// <summary>Whether plain UTF-8 holds a text.</summary>
    // hot path: keys rarely hold surrogates at all
    public static bool CanHold(string text) => !text.AsSpan().ContainsAny(_halves) || IsPaired(text);

    public static byte[] GetBytes(string text)
    {
        if (CanHold(text))
            return Encoding.UTF8.GetBytes(text);
        var bytes = new ArrayBufferWriter<byte>();
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var status = Rune.DecodeFromUtf16(rest, out var rune, out int consumed);
            var place = bytes.GetSpan(4);
            bytes.Advance(status == OperationStatus.Done ? rune.EncodeToUtf8(place) : EncodeHalf(rest[0], place));
            rest = rest[consumed..];
        }

        return bytes.WrittenSpan.ToArray();
    }

    public static string GetString(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (TryDecodeHalf(bytes, out char half))
            {
                text.Append(half);
                bytes = bytes[HalfLength..];
                continue;
            }

            Rune.DecodeFromUtf8(bytes, out var rune, out int consumed);
            text.Append(rune);
            bytes = bytes[consumed..];
        }

        return text.ToString();
    }

    private static bool IsPaired(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out int consumed) != OperationStatus.Done)
                return false;
            text = text[consumed..];
        }

        return true;
    }

    private static int EncodeHalf(char half, Span<byte> destination)
    {
        destination[0] = (byte)(0xE0 | (half >> 12));
        destination[1] = (byte)(0x80 | ((half >> 6) & 0x3F));
        destination[2] = (byte)(0x80 | (half & 0x3F));
        return HalfLength;
    }

    private static bool TryDecodeHalf(ReadOnlySpan<byte> bytes, out char half)
    {
        bool isHalf = bytes is [0xED, >= 0xA0 and <= 0xBF, >= 0x80 and <= 0xBF, ..];
        half = isHalf ? (char)(0xD000 | ((bytes[1] & 0x3F) << 6) | (bytes[2] & 0x3F)) : default;
        return isHalf;
    }
}
