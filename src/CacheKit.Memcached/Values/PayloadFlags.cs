using System.Buffers;
using CacheKit.Serialization;

namespace CacheKit.Memcached.Values;

/// <summary>
/// The payload of a value, whose tag travels in the client flags, so that clients in other languages read text, integers and
/// bytes:
/// <code>
///   payload                     client flags    value
///   integer   2D 34 32          2               2D 34 32      "-42"; 4, which pylibmc gives Python 3's integers, is read as well
///   text      82 and UTF-8      16              UTF-8
///   bytes     84 and bytes      0               bytes
///   other     tag and data      43 4B tag 00    data          "CK" and the tag: no bit that another client knows
/// </code>
/// </summary>
internal static class PayloadFlags
{
    private const uint Bytes = 0;
    private const uint Integer = 2;

    // Python 2 had longs besides its integers, and pymemcache and pylibmc a number for each.
    private const uint LongInteger = 4;
    private const uint Text = 16;
    private const uint Ours = 0x434B_0000;
    private const uint OursMask = 0xFFFF_00FF;
    private const int TagShift = 8;

    private static readonly byte _textTag = PayloadTag.Of(PayloadKind.Text).Value;
    private static readonly byte _bytesTag = PayloadTag.Of(PayloadKind.Bytes).Value;

    /// <summary>Divides a payload into what memcached keeps as flags and as value.</summary>
    // hot path: no allocation
    public static ReadOnlySequence<byte> ValueOf(in ReadOnlySequence<byte> payload, out uint flags)
    {
        byte first = payload.FirstSpan is [var start, ..] ? start : payload.IsEmpty ? default : payload.ToArray()[0];
        if (first < PayloadTag.Mark)
        {
            flags = Integer;
            return payload;
        }

        flags = first == _textTag ? Text : first == _bytesTag ? Bytes : Ours | ((uint)first << TagShift);
        return payload.Slice(1);
    }

    /// <summary>Puts a payload together again; of a value that is none of ours it says so, and why.</summary>
    // hot path: no allocation
    public static void WritePayload(uint flags, ReadOnlySpan<byte> value, IBufferWriter<byte> destination)
    {
        if (IsInteger(flags))
        {
            // What begins like a tag is no number, and must not be taken for a payload.
            if (value is [>= PayloadTag.Mark, ..])
                ForeignPayload.Write(flags, destination);
            else
                destination.Write(value);
            return;
        }

        if (TagOf(flags) is not { } tag)
        {
            ForeignPayload.Write(flags, destination);
            return;
        }

        var payload = destination.GetSpan(1 + value.Length);
        payload[0] = tag;
        value.CopyTo(payload[1..]);
        destination.Advance(1 + value.Length);
    }

    /// <summary>Whether a value is an integer's decimal text.</summary>
    public static bool IsInteger(uint flags) => flags is Integer or LongInteger;

    private static byte? TagOf(uint flags) => flags switch
    {
        Text => _textTag,
        Bytes => _bytesTag,
        _ when (flags & OursMask) == Ours && (flags >> TagShift & PayloadTag.Mark) != 0 => (byte)(flags >> TagShift),
        _ => null,
    };
}
