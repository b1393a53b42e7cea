using System.Globalization;
using System.Text;

namespace CacheKit.Memcached.Transport;

/// <summary>A server's words in an error: cut, and without what could forge lines in a log.</summary>
internal static class Quotation
{
    private const int MaximumLength = 100;

    // A Redis that is taken for memcached repeats what it was sent, and that are keys.
    private static ReadOnlySpan<byte> Repeated => ", with args beginning with"u8;

    public static string Of(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        var line = end >= 0 ? bytes[..end] : bytes;
        int repeated = line.IndexOf(Repeated);
        if (repeated >= 0)
            line = line[..repeated];
        var text = new StringBuilder("'");
        foreach (byte b in line[..Math.Min(line.Length, MaximumLength)])
        {
            if (b is >= 0x20 and < 0x7f)
                text.Append((char)b);
            else
                text.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
        }

        return text.Append(line.Length > MaximumLength ? "…'" : "'").ToString();
    }
}
