using System.Buffers;
using System.IO.Compression;

namespace CacheKit.Serialization;

/// <summary>
/// Compressed payloads: the tag with its bit for "compressed", the length of what follows the tag when it is not
/// compressed (seven bits a byte, low ones first, the high bit set on all but the last), and that, as Brotli data.
/// </summary>
internal static class PayloadCompression
{
    /// <summary>Of Brotli's levels: on JSON and text 1 is no quicker, 4 takes nearly twice the time and gains nothing.</summary>
    private const int Quality = 2;

    private const int Window = 22;

    private const int MaximumLengthBytes = 5;

    /// <summary>What is reserved at first for each compressed byte, and at least; more only once the data has proved to fill it.</summary>
    private const int FirstReservationFactor = 32;

    private const int FirstReservation = 64 * 1024;

    /// <summary>Writes a whole payload compressed, or as it is where that is not smaller.</summary>
    public static void Write(ReadOnlySpan<byte> payload, IBufferWriter<byte> destination)
    {
        var span = destination.GetSpan(payload.Length);
        if (TryCompress(payload, span[..payload.Length], out var written))
        {
            destination.Advance(written);
        }
        else
        {
            payload.CopyTo(span);
            destination.Advance(payload.Length);
        }
    }

    /// <summary>Reads what follows the tag of a compressed payload.</summary>
    /// <param name="data">What follows the tag.</param>
    /// <param name="maximum">The most bytes it may become.</param>
    /// <param name="destination">Takes them; what it holds after a failure is to be thrown away.</param>
    /// <param name="reason">Why it cannot be read.</param>
    public static bool TryDecompress(ReadOnlySpan<byte> data, int maximum, IBufferWriter<byte> destination, out string? reason)
    {
        if (!TryReadLength(data, out var length, out var lengthBytes))
            reason = "the length of its compressed data is damaged";
        else if (length > (uint)maximum)
            reason = $"its data is {length} bytes when decompressed, the limit is {maximum}";
        else
            reason = Decompress(data[lengthBytes..], (int)length, destination);
        return reason is null;
    }

    /// <summary>Fails unless the result is shorter than the payload.</summary>
    private static bool TryCompress(ReadOnlySpan<byte> payload, Span<byte> destination, out int written)
    {
        var content = payload[1..];
        var header = 1 + LengthBytes((uint)content.Length);
        written = 0;
        if (destination.Length <= header + 1)
            return false;
        // One byte less than the payload has: compressed data of its length would not fit, and fails.
        if (!BrotliEncoder.TryCompress(content, destination[header..^1], out var compressed, Quality, Window))
            return false;
        destination[0] = new PayloadTag(payload[0]).Compressed().Value;
        WriteLength((uint)content.Length, destination[1..]);
        written = header + compressed;
        return true;
    }

    private static string? Decompress(ReadOnlySpan<byte> data, int length, IBufferWriter<byte> destination)
    {
        using var decoder = new BrotliDecoder();
        var missing = length;
        var reservation = (int)Math.Clamp((long)data.Length * FirstReservationFactor, FirstReservation, int.MaxValue);
        while (true)
        {
            // Never more room than the stated length: data that goes on beyond it is seen, not written.
            var span = destination.GetSpan(Math.Max(1, Math.Min(missing, reservation)));
            var room = span[..Math.Min(missing, span.Length)];
            var status = decoder.Decompress(data, room, out var consumed, out var written);
            destination.Advance(written);
            data = data[consumed..];
            missing -= written;
            switch (status)
            {
                case OperationStatus.Done:
                    return missing == 0 && data.IsEmpty ? null : "its compressed data is not of the stated length";
                case OperationStatus.DestinationTooSmall when missing == 0:
                    return "its compressed data is longer than stated";
                case OperationStatus.DestinationTooSmall when written > 0:
                    break;
                case OperationStatus.NeedMoreData:
                    return "its compressed data is cut off";
                default:
                    return "its compressed data is damaged";
            }
        }
    }

    private static int LengthBytes(uint length)
    {
        var count = 1;
        while ((length >>= 7) != 0)
            count++;
        return count;
    }

    private static void WriteLength(uint length, Span<byte> destination)
    {
        var i = 0;
        for (; length > 0x7F; length >>= 7)
            destination[i++] = (byte)(length | 0x80);
        destination[i] = (byte)length;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> data, out ulong length, out int count)
    {
        length = 0;
        for (count = 0; count < Math.Min(data.Length, MaximumLengthBytes);)
        {
            var part = data[count];
            length |= (ulong)(part & 0x7F) << (7 * count);
            count++;
            if (part <= 0x7F)
                return true;
        }

        return false;
    }
}
