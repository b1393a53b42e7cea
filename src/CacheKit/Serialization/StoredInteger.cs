using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace CacheKit.Serialization;

/// <summary>
/// An integer as payloads hold it: decimal text, <c>-9223372036854775808</c> … <c>18446744073709551615</c>, no plus sign,
/// no leading zeros. Trailing spaces are ignored: memcached pads a counter that became shorter.
/// </summary>
/// <param name="Bits">The value's 64 bits.</param>
/// <param name="IsAboveLong">The bits are a <c>ulong</c> beyond <c>long.MaxValue</c>.</param>
internal readonly record struct StoredInteger(long Bits, bool IsAboveLong)
{
    private const int MaximumDigits = 20;

    public static StoredInteger From<T>(T value)
    {
        var bits = IntegerType<T>.Widen(value);
        return new(bits, bits < 0 && !IntegerType<T>.IsSigned);
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out StoredInteger integer)
    {
        integer = default;
        text = text.TrimEnd((byte)' ');
        if (!IsCanonical(text))
            return false;
        if (Utf8Parser.TryParse(text, out long value, out var consumed) && consumed == text.Length)
        {
            integer = new(value, IsAboveLong: false);
            return true;
        }

        if (Utf8Parser.TryParse(text, out ulong large, out consumed) && consumed == text.Length)
        {
            integer = new((long)large, IsAboveLong: true);
            return true;
        }

        return false;
    }

    public void Write(IBufferWriter<byte> destination)
    {
        var text = destination.GetSpan(MaximumDigits);
        int written;
        _ = IsAboveLong
            ? Utf8Formatter.TryFormat((ulong)Bits, text, out written)
            : Utf8Formatter.TryFormat(Bits, text, out written);
        destination.Advance(written);
    }

    /// <summary>The value as an integral or enum type, if it fits.</summary>
    public bool TryNarrow<T>(out T? value)
    {
        var fits = IntegerType<T>.IsSigned ? FitsSigned(Unsafe.SizeOf<T>() * 8) : FitsUnsigned(Unsafe.SizeOf<T>() * 8);
        value = fits ? IntegerType<T>.Narrow(Bits) : default;
        return fits;
    }

    public Int128 ToInt128() => IsAboveLong ? (Int128)(ulong)Bits : Bits;

    /// <summary>The value as <c>object</c> shows it: a <c>long</c>, or a <c>ulong</c> beyond that.</summary>
    public object ToObject() => IsAboveLong ? (ulong)Bits : Bits;

    public override string ToString() => ToInt128().ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsCanonical(ReadOnlySpan<byte> text)
    {
        var digits = text is [(byte)'-', ..] ? text[1..] : text;
        return digits.Length < text.Length
            ? digits is [>= (byte)'1' and <= (byte)'9', ..]
            : digits is [(byte)'0'] or [>= (byte)'1' and <= (byte)'9', ..];
    }

    private bool FitsSigned(int width) => !IsAboveLong && Bits >= long.MinValue >> (64 - width) && Bits <= long.MaxValue >> (64 - width);

    private bool FitsUnsigned(int width) => IsAboveLong ? width == 64 : Bits >= 0 && (ulong)Bits <= ulong.MaxValue >> (64 - width);
}
