using System.Buffers.Binary;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Binary;

/// <summary>
/// What every packet of the binary protocol begins with, in network byte order:
/// <code>
/// 0      magic (0x80 request, 0x81 reply)
/// 1      opcode
/// 2–3    length of the key
/// 4      length of the extras
/// 5      data type, always 0
/// 6–7    status (reply; reserved in a request)
/// 8–11   length of all that follows: extras, key, value
/// 12–15  opaque: the request's number, which the reply repeats
/// 16–23  cas
/// </code>
/// </summary>
/// <param name="Opcode">The command.</param>
/// <param name="KeyLength">The length of the key.</param>
/// <param name="ExtrasLength">The length of the extras.</param>
/// <param name="Status">How it went.</param>
/// <param name="BodyLength">The length of all that follows.</param>
/// <param name="Opaque">The request's number.</param>
/// <param name="Cas">Which state of the entry.</param>
internal readonly record struct BinaryHeader(BinaryOpcode Opcode, int KeyLength, int ExtrasLength, int Status, uint BodyLength, uint Opaque, ulong Cas)
{
    public const int Length = 24;

    private const byte RequestMagic = 0x80;
    private const byte ReplyMagic = 0x81;

    /// <summary>The length of the value.</summary>
    public long ValueLength => (long)BodyLength - KeyLength - ExtrasLength;

    /// <summary>Reads the header of a reply.</summary>
    /// <exception cref="InvalidReplyException">It is none.</exception>
    public static BinaryHeader Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] != ReplyMagic)
            throw new InvalidReplyException($"the server says {Quotation.Of(bytes[..Length])}, which is no reply of the binary protocol");
        var header = new BinaryHeader(
            (BinaryOpcode)bytes[1],
            BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            bytes[4],
            BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]));
        return bytes[5] == 0 && header.ValueLength >= 0
            ? header
            : throw new InvalidReplyException($"the server announces {header.BodyLength} bytes of which the key takes {header.KeyLength} and the extras {header.ExtrasLength}");
    }

    /// <summary>Writes it as a request.</summary>
    public void WriteTo(Span<byte> bytes)
    {
        bytes[..Length].Clear();
        bytes[0] = RequestMagic;
        bytes[1] = (byte)Opcode;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], (ushort)KeyLength);
        bytes[4] = (byte)ExtrasLength;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], BodyLength);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], Opaque);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], Cas);
    }
}
