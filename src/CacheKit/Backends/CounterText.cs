using System.Buffers.Text;

namespace CacheKit.Backends;

/// <summary>The arithmetic of counters on their payload, an integer's decimal text, for backends that do it themselves.</summary>
public static class CounterText
{
    /// <summary>The longest text of an integer of 64 bits, in bytes.</summary>
    public const int MaximumLength = 20;

    /// <summary>Adds to a counter.</summary>
    /// <param name="payload">The stored payload; trailing spaces, as memcached pads, are ignored.</param>
    /// <param name="delta">What to add.</param>
    public static IncrementResult Add(ReadOnlySpan<byte> payload, long delta)
    {
        var text = payload.TrimEnd((byte)' ');
        if (!Utf8Parser.TryParse(text, out long current, out int consumed) || consumed != text.Length || text[0] == (byte)'+')
            return new(IsInteger(text) ? IncrementStatus.Overflow : IncrementStatus.NotAnInteger);
        long next = unchecked(current + delta);
        bool overflows = ((current ^ next) & (delta ^ next)) < 0;
        return overflows ? new(IncrementStatus.Overflow) : new(IncrementStatus.Done, next);
    }

    /// <summary>Writes a counter's payload.</summary>
    /// <param name="value">The counter.</param>
    /// <param name="destination">At least <see cref="MaximumLength"/> bytes.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Format(long value, Span<byte> destination)
    {
        Utf8Formatter.TryFormat(value, destination, out int written);
        return written;
    }

    // An unsigned 64-bit integer beyond long is an integer too, only one that cannot be counted on.
    private static bool IsInteger(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out ulong _, out int consumed) && consumed == text.Length;
}
