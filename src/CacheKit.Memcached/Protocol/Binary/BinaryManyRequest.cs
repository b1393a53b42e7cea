using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Binary;

/// <summary>Quiet packets of one kind, closed by a no-op.</summary>
internal readonly struct BinaryManyRequest(BinaryOpcode opcode, ReadOnlyMemory<MemcachedKey> keys, BinaryExtras extras, int extrasLength) : IRequest
{
    public void WriteTo(SendBuffer output, uint opaque)
    {
        foreach (var key in keys.Span)
            new BinaryRequest(opcode, key, extras, extrasLength).WriteTo(output, opaque++);
        new BinaryRequest(BinaryOpcode.NoOperation).WriteTo(output, opaque);
    }
}
