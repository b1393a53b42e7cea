using System.Buffers;

namespace CacheKit.Serialization;

/// <summary>Bytes as payloads hold them: as they are, after the tag.</summary>
internal static class StoredBytes
{
    public static void Write(ReadOnlySpan<byte> bytes, IBufferWriter<byte> destination)
    {
        // One reservation, so that a buffer that must grow grows once.
        var span = destination.GetSpan(1 + bytes.Length);
        span[0] = PayloadTag.Of(PayloadKind.Bytes).Value;
        bytes.CopyTo(span[1..]);
        destination.Advance(1 + bytes.Length);
    }
}
