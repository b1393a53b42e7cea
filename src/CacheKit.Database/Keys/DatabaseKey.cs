using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CacheKit.Keys;

namespace CacheKit.Database.Keys;

/// <summary>
/// A final key as a row holds it. One of up to 255 bytes of UTF-8, without NUL and unpaired surrogates, which not every
/// database can hold, is <c>cache_key</c> itself. Any other is its beginning and a digest, and stands whole beside:
/// <code>
/// cache_key   at most 180 bytes of UTF-8, whole characters, NUL and unpaired surrogates as U+FFFD
///             64 hexadecimal digits: SHA-256 of full_key
/// full_key    the final key, UTF-16, little endian; NULL for a key that is cache_key itself
/// </code>
/// A row is an entry's only when both are equal, so that no crafted key ever reads another's value.
/// </summary>
/// <param name="Text">The column <c>cache_key</c>.</param>
/// <param name="FullKey">The column <c>full_key</c>.</param>
internal readonly record struct DatabaseKey(string Text, byte[]? FullKey)
{
    /// <summary>The longest <c>cache_key</c>, in bytes of UTF-8.</summary>
    public const int MaximumLength = 255;

    /// <summary>How much of a longer key still stands in <c>cache_key</c>, in bytes of UTF-8.</summary>
    public const int StemLength = 180;

    public static DatabaseKey Of(CacheKey key)
    {
        string text = key.ToString();
        if (IsPlain(text))
            return new(text, null);
        byte[] full = FullKeyOf(text);
        return new(StemOf(text) + Convert.ToHexStringLower(SHA256.HashData(full)), full);
    }

    /// <summary>The final key that a row holds.</summary>
    public static string FinalKeyOf(string text, byte[]? fullKey) =>
        fullKey is null ? text : string.Create(fullKey.Length / 2, fullKey, static (characters, full) =>
        {
            for (int index = 0; index < characters.Length; index++)
                characters[index] = (char)BinaryPrimitives.ReadUInt16LittleEndian(full.AsSpan(index * 2));
        });

    /// <summary>Whether a key needs no second column.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text)
    {
        if (text.Length > MaximumLength || text.Contains('\0'))
            return false;
        if (Ascii.IsValid(text))
            return true;
        int length = 0;
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out int consumed) != OperationStatus.Done)
                return false;
            length += rune.Utf8SequenceLength;
            text = text[consumed..];
        }

        return length <= MaximumLength;
    }

    /// <summary>What <c>cache_key</c> begins with when a key that begins with this text is not plain.</summary>
    public static string StemOf(ReadOnlySpan<char> text)
    {
        var stem = new StringBuilder();
        int length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = rune.Value == 0 ? Rune.ReplacementChar : rune;
            length += shown.Utf8SequenceLength;
            if (length > StemLength)
                break;
            stem.Append(shown.ToString());
        }

        return stem.ToString();
    }

    /// <summary>A text as <c>full_key</c> holds it.</summary>
    public static byte[] FullKeyOf(ReadOnlySpan<char> text)
    {
        byte[] full = new byte[text.Length * 2];
        for (int index = 0; index < text.Length; index++)
            BinaryPrimitives.WriteUInt16LittleEndian(full.AsSpan(index * 2), text[index]);
        return full;
    }
}
