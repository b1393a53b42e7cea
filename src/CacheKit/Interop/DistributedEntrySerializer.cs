using System.Buffers;
using System.Buffers.Binary;
using CacheKit.Serialization;

namespace CacheKit.Interop;

/// <summary>
/// Writes entries of the framework's interfaces for backends of bytes (docs/format.md explains it; numbers low byte first,
/// in units of 100 ns):
/// <code>
///   without sliding expiry   ┌────┬───────────┐
///                            │ 00 │ the bytes │
///                            └────┴───────────┘
///   with it                  ┌────┬────────┬─────┬───────────┐
///                            │ 01 │ window │ end │ the bytes │
///                            └────┴────────┴─────┴───────────┘
///                              1      8       8
/// </code>
/// <c>end</c>: when it ends in any case, since the first day of the year 1 (UTC); the greatest number: never.
/// </summary>
internal sealed class DistributedEntrySerializer : ICacheSerializer
{
    private const byte Plain = 0;
    private const byte Sliding = 1;
    private const int SlidingLength = 1 + 8 + 8;

    /// <summary>It for all aliases.</summary>
    public static CacheSerializerRegistration Registration { get; } = new(new DistributedEntrySerializer(), IsDefault: false, typeof(DistributedEntry));

    public string Name => "cachekit.distributed";

    public void Serialize<T>(T value, IBufferWriter<byte> destination)
    {
        if (value is not DistributedEntry entry)
            throw new ArgumentException($"{typeof(T)} is no entry of a distributed cache.", nameof(value));
        if (entry.Sliding is not { } sliding)
            destination.Write([Plain]);
        else
            Write(sliding, destination);
        foreach (var piece in entry.Bytes)
            destination.Write(piece.Span);
    }

    public T? Deserialize<T>(ReadOnlyMemory<byte> data)
    {
        if (typeof(T) != typeof(DistributedEntry))
            throw new InvalidDataException("It belongs to IDistributedCache or the output cache, and is read through them alone.");
        var span = data.Span;
        var entry = span switch
        {
            [Plain, .. var bytes] => DistributedEntry.Rent(bytes, null),
            [Sliding, ..] when span.Length >= SlidingLength => DistributedEntry.Rent(span[SlidingLength..], ReadSliding(span[1..])),
            _ => throw new InvalidDataException("It is cut off, or a newer release wrote it."),
        };
        return (T)(object)entry;
    }

    private static void Write(SlidingExpiry sliding, IBufferWriter<byte> destination)
    {
        var span = destination.GetSpan(SlidingLength);
        span[0] = Sliding;
        BinaryPrimitives.WriteInt64LittleEndian(span[1..], sliding.Window.Ticks);
        BinaryPrimitives.WriteInt64LittleEndian(span[9..], sliding.End?.UtcTicks ?? long.MaxValue);
        destination.Advance(SlidingLength);
    }

    private static SlidingExpiry ReadSliding(ReadOnlySpan<byte> span)
    {
        long window = BinaryPrimitives.ReadInt64LittleEndian(span);
        long end = BinaryPrimitives.ReadInt64LittleEndian(span[8..]);
        return window > 0
            ? new(TimeSpan.FromTicks(window), end == long.MaxValue ? null : new DateTimeOffset(end, TimeSpan.Zero))
            : throw new InvalidDataException("Its sliding expiry is not positive.");
    }
}
