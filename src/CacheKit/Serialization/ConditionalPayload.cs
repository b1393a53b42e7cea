using System.Buffers.Binary;
using CacheKit.Tags;

namespace CacheKit.Serialization;

/// <summary>
/// A payload whose entry has tags or a stale time, with these before it (docs/format.md explains it; numbers low byte first):
/// <code>
///   ┌────┬─────────────┬───────────┬───────┬──────────────────────────┬─────────────────┐
///   │ 87 │ fresh until │ stale for │ count │ count × (place, marker)  │ the payload     │
///   └────┴─────────────┴───────────┴───────┴──────────────────────────┴─────────────────┘
///     1         8            8         1              2       16
/// </code>
/// <c>fresh until</c>: milliseconds since 1970, UTC; the greatest number: as long as the entry is there.
/// </summary>
internal readonly struct ConditionalPayload
{
    private const int HeadLength = 1 + 8 + 8 + 1;
    private const int MarkLength = 2 + TagMarker.ValueLength;

    private ConditionalPayload(long freshUntil, long staleFor, TagMark[] marks, ReadOnlyMemory<byte> payload)
    {
        FreshUntil = freshUntil;
        StaleFor = staleFor;
        Marks = marks;
        Payload = payload;
    }

    /// <summary>When the value expires, in milliseconds since 1970; <see cref="long.MaxValue"/>: with its entry.</summary>
    public long FreshUntil { get; }

    /// <summary>How many milliseconds the value is kept after that.</summary>
    public long StaleFor { get; }

    /// <summary>What the places of its tags held when it was made.</summary>
    public TagMark[] Marks { get; }

    /// <summary>The value's own payload.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>Whether a payload is one of these.</summary>
    // hot path of backends of bytes
    public static bool Is(ReadOnlySpan<byte> payload) => !payload.IsEmpty && payload[0] == PayloadTag.Of(PayloadKind.Conditional).Value;

    /// <summary>Writes what stands before the payload, and the payload.</summary>
    public static void Write(long freshUntil, long staleFor, TagMark[] marks, ReadOnlySpan<byte> payload, PooledPayloadWriter destination)
    {
        int length = HeadLength + (marks.Length * MarkLength) + payload.Length;
        var span = destination.GetSpan(length);
        span[0] = PayloadTag.Of(PayloadKind.Conditional).Value;
        BinaryPrimitives.WriteInt64LittleEndian(span[1..], freshUntil);
        BinaryPrimitives.WriteInt64LittleEndian(span[9..], staleFor);
        span[17] = (byte)marks.Length;
        var rest = span[HeadLength..];
        foreach (var mark in marks)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)mark.Place);
            BinaryPrimitives.WriteUInt128LittleEndian(rest[2..], mark.Value);
            rest = rest[MarkLength..];
        }

        payload.CopyTo(rest);
        destination.Advance(length);
    }

    /// <summary>Reads a payload of which <see cref="Is"/> is true; false when it is damaged.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> payload, out ConditionalPayload read)
    {
        read = default;
        var span = payload.Span;
        if (span.Length < HeadLength)
            return false;
        int start = HeadLength + (span[17] * MarkLength);
        long freshUntil = BinaryPrimitives.ReadInt64LittleEndian(span[1..]);
        long staleFor = BinaryPrimitives.ReadInt64LittleEndian(span[9..]);
        if (span.Length <= start || freshUntil < 0 || staleFor < 0 || span[17] > TagRules.MaximumCount)
            return false;
        var marks = new TagMark[span[17]];
        for (int index = 0; index < marks.Length; index++)
        {
            var mark = span[(HeadLength + (index * MarkLength))..];
            marks[index] = new(BinaryPrimitives.ReadUInt16LittleEndian(mark), BinaryPrimitives.ReadUInt128LittleEndian(mark[2..]));
        }

        read = new(freshUntil, staleFor, marks, payload[start..]);
        return true;
    }
}
