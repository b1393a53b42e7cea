using System.Buffers.Binary;
using CacheKit.Serialization;

namespace CacheKit.Backends.Distributed;

/// <summary>
/// An entry as another distributed cache holds it (docs/format.md explains it; numbers low byte first):
/// <code>
///   ┌────────┬─────────┬─────────────┐
///   │ CKD 01 │ expires │ the payload │
///   └────────┴─────────┴─────────────┘
///       4         8
/// </code>
/// <c>expires</c>: in units of 100 ns since the first day of the year 1 (UTC); the greatest number: never. The interface can
/// not tell how long an entry will live, and some of its implementations cut times down to whole seconds.
/// </summary>
/// <param name="Expires">When it ends.</param>
/// <param name="Payload">What it holds.</param>
internal readonly record struct DistributedItem(long Expires, ReadOnlyMemory<byte> Payload)
{
    public const long Never = long.MaxValue;

    private const int HeadLength = 4 + 8;

    private static ReadOnlySpan<byte> Mark => "CKD\x01"u8;

    public static void WriteHead(long expires, PooledPayloadWriter destination)
    {
        var span = destination.GetSpan(HeadLength);
        Mark.CopyTo(span);
        BinaryPrimitives.WriteInt64LittleEndian(span[4..], expires);
        destination.Advance(HeadLength);
    }

    /// <summary>Reads an entry; null for one that has ended, and for what somebody else stored under the key.</summary>
    public static DistributedItem? Read(ReadOnlyMemory<byte> stored, DateTimeOffset now)
    {
        if (stored.Length < HeadLength || !stored.Span.StartsWith(Mark))
            return null;
        long expires = BinaryPrimitives.ReadInt64LittleEndian(stored.Span[4..]);
        return now.UtcTicks < expires ? new(expires, stored[HeadLength..]) : null;
    }

    /// <summary>When an entry ends that is stored now.</summary>
    public static long ExpiresIn(TimeSpan? timeToLive, DateTimeOffset now) =>
        timeToLive is { } life && life < DateTimeOffset.MaxValue - now ? (now + life).UtcTicks : Never;
}
