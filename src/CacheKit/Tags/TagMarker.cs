using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using CacheKit.Backends;
using CacheKit.Keys;
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

    /// <summary>Gives markers new values, so that what depends on them is over; first the value that tells of every removal.</summary>
    // In this order: whoever has read a new marker must find that other value changed. New values and not none: a value
    // that was never there says that no tag was ever removed.
    public static async ValueTask ReplaceAsync(ICacheBackend backend, CacheKey removals, CacheKey[] markers, CancellationToken cancellationToken)
    {
        await backend.SetAsync(removals, Write(NewValue()), null, cancellationToken).ConfigureAwait(false);
        var items = Array.ConvertAll(markers, static marker => new CacheItem(marker, Write(NewValue())));
        var failed = await backend.SetManyAsync(items, null, cancellationToken).ConfigureAwait(false);
        if (failed.Count > 0)
            await backend.DeleteManyAsync(markers, cancellationToken).ConfigureAwait(false);
    }

    public static bool TryRead(ReadOnlySpan<byte> payload, out UInt128 value)
    {
        bool isMarker = payload.Length == 1 + ValueLength && payload[0] == PayloadTag.Of(PayloadKind.Bytes).Value;
        value = isMarker ? BinaryPrimitives.ReadUInt128LittleEndian(payload[1..]) : default;
        return isMarker;
    }
}
