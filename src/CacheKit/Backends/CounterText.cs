using System.Buffers.Text;
using CacheKit.Serialization;

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
        if (!StoredInteger.TryParse(payload, out var stored))
            return new(IncrementStatus.NotAnInteger);
        long next = unchecked(stored.Bits + delta);
        bool overflows = stored.IsAboveLong || ((stored.Bits ^ next) & (delta ^ next)) < 0;
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
}
