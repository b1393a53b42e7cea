using System.Buffers;
using System.Buffers.Binary;

namespace CacheKit.Serialization;

/// <summary>What stands in the place of a value on memcached that none of our kinds is (<see cref="PayloadKind.Foreign"/>).</summary>
internal static class ForeignPayload
{
    private const int Length = 1 + sizeof(uint);

    // The numbers of Python's clients, which many follow.
    private const uint Pickle = 1;
    private const uint Deflated = 8;

    public static void Write(uint flags, IBufferWriter<byte> destination)
    {
        var payload = destination.GetSpan(Length);
        payload[0] = PayloadTag.Of(PayloadKind.Foreign).Value;
        BinaryPrimitives.WriteUInt32LittleEndian(payload[1..], flags);
        destination.Advance(Length);
    }

    /// <summary>Why it cannot be read.</summary>
    public static string ReasonOf(ReadOnlySpan<byte> data)
    {
        if (data.Length != sizeof(uint))
            return "something else wrote it";
        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(data);
        string kind = flags switch
        {
            _ when (flags & Deflated) != 0 => ", compressed by Python",
            Pickle => ", a pickle of Python's, which is never decoded",
            _ => "",
        };
        return $"something else wrote it: its client flags are {flags}{kind}";
    }
}
