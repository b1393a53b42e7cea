using System.Buffers;

namespace CacheKit.Conformance.Bytes;

/// <summary>A payload in two pieces, as it comes out of a network buffer.</summary>
public sealed class PayloadPieces : ReadOnlySequenceSegment<byte>
{
    private PayloadPieces(ReadOnlyMemory<byte> memory, long runningIndex, PayloadPieces? next)
    {
        Memory = memory;
        RunningIndex = runningIndex;
        Next = next;
    }

    /// <summary>A payload cut in the middle.</summary>
    public static ReadOnlySequence<byte> Of(ReadOnlyMemory<byte> payload)
    {
        int middle = payload.Length / 2;
        var second = new PayloadPieces(payload[middle..], middle, null);
        var first = new PayloadPieces(payload[..middle], 0, second);
        return new(first, 0, second, second.Memory.Length);
    }
}
