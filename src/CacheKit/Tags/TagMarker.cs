using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using CacheKit.Serialization;

namespace CacheKit.Tags;

/// <summary>
/// The payload of a marker, an ordinary one of bytes (docs/format.md):
/// <code>
///   ┌────┬───────────────────┐
///   │ 84 │ value, low first  │    16 random bytes
///   └────┴───────────────────┘
/// </code>
/// </summary>
internal static class TagMarker
{
    public const int ValueLength = 16;

    /// <summary>A value that no marker ever had.</summary>
    public static UInt128 NewValue()
    {
        Span<byte> random = stackalloc byte[ValueLength];
        RandomNumberGenerator.Fill(random);
        return BinaryPrimitives.ReadUInt128LittleEndian(random);
    }

    public static ReadOnlySequence<byte> Write(UInt128 value)
    {
        byte[] payload = new byte[1 + ValueLength];
        payload[0] = PayloadTag.Of(PayloadKind.Bytes).Value;
        BinaryPrimitives.WriteUInt128LittleEndian(payload.AsSpan(1), value);
        return new(payload);
    }

    public static bool TryRead(ReadOnlySpan<byte> payload, out UInt128 value)
    {
        bool isMarker = payload.Length == 1 + ValueLength && payload[0] == PayloadTag.Of(PayloadKind.Bytes).Value;
        value = isMarker ? BinaryPrimitives.ReadUInt128LittleEndian(payload[1..]) : default;
        return isMarker;
    }
}
