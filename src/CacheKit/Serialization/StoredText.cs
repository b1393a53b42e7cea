using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace CacheKit.Serialization;

/// <summary>Text as payloads hold it: UTF-8, or UTF-16 where an unpaired surrogate has no UTF-8 form. Every string comes back as it was.</summary>
internal static class StoredText
{
    /// <summary>Up to this length the worst case (three bytes a character) is reserved; longer text is measured first.</summary>
    private const int MeasuredAbove = 1024;

    /// <summary>Writes tag and text.</summary>
    public static void Write(ReadOnlySpan<char> text, IBufferWriter<byte> destination)
    {
        // hot path: no allocation
        var length = text.Length <= MeasuredAbove ? text.Length * 3 : Encoding.UTF8.GetByteCount(text);
        var span = destination.GetSpan(1 + length);
        if (Utf8.FromUtf16(text, span[1..], out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done)
        {
            span[0] = PayloadTag.Of(PayloadKind.Text).Value;
            destination.Advance(1 + written);
        }
        else
        {
            WriteUtf16(text, destination);
        }
    }

    /// <summary>Reads what follows the tag.</summary>
    public static bool TryRead(PayloadKind kind, ReadOnlySpan<byte> data, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? reason)
    {
        (text, reason) = kind == PayloadKind.Text ? ReadUtf8(data) : ReadUtf16(data);
        return text is not null;
    }

    private static (string? Text, string? Reason) ReadUtf8(ReadOnlySpan<byte> data) =>
        Utf8.IsValid(data) ? (Encoding.UTF8.GetString(data), null) : (null, "its text is not valid UTF-8");

    private static (string? Text, string? Reason) ReadUtf16(ReadOnlySpan<byte> data)
    {
        if (data.Length % sizeof(char) != 0)
            return (null, "its UTF-16 text has half a character at its end");
        return (string.Create(data.Length / sizeof(char), data, static (text, data) => CopyUtf16(data, MemoryMarshal.AsBytes(text))), null);
    }

    private static void WriteUtf16(ReadOnlySpan<char> text, IBufferWriter<byte> destination)
    {
        var length = 1 + (text.Length * sizeof(char));
        var span = destination.GetSpan(length);
        span[0] = PayloadTag.Of(PayloadKind.Utf16Text).Value;
        CopyUtf16(MemoryMarshal.AsBytes(text), span[1..length]);
        destination.Advance(length);
    }

    /// <summary>Between the machine's order of bytes and ours, low byte first.</summary>
    private static void CopyUtf16(ReadOnlySpan<byte> from, Span<byte> to)
    {
        from.CopyTo(to);
        if (BitConverter.IsLittleEndian)
            return;
        for (var i = 0; i < from.Length; i += sizeof(char))
            BinaryPrimitives.WriteUInt16LittleEndian(to[i..], MemoryMarshal.Read<ushort>(from[i..]));
    }
}
