using System.Buffers;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Binary;

/// <summary>One packet.</summary>
internal readonly struct BinaryRequest(
    BinaryOpcode opcode,
    MemcachedKey? key = null,
    BinaryExtras extras = default,
    int extrasLength = 0,
    ReadOnlySequence<byte> value = default,
    ulong cas = 0)
    : IRequest
{
    // hot path: no allocation
    public void WriteTo(SendBuffer output, uint opaque)
    {
        int start = output.Length;
        output.GetSpan(BinaryHeader.Length + BinaryExtras.MaximumLength);
        output.Advance(BinaryHeader.Length);
        output.Append(extras[..extrasLength]);
        int keyLength = key is { } name ? name.WriteRawTo(output) : 0;
        if (!value.IsEmpty)
            output.Append(in value);
        int body = output.Length - start - BinaryHeader.Length;
        new BinaryHeader(opcode, keyLength, extrasLength, 0, (uint)body, opaque, cas).WriteTo(output.WrittenFrom(start));
    }
}
