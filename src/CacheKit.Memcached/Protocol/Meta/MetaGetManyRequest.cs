using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Meta;

/// <summary>Quiet <c>mg</c>s, closed by <c>mn</c>.</summary>
internal readonly struct MetaGetManyRequest(ReadOnlyMemory<MemcachedKey> keys, MemcachedGetOptions options, TimeProvider time) : IRequest
{
    public void WriteTo(SendBuffer output, uint opaque)
    {
        foreach (var key in keys.Span)
            new MetaGetRequest(key, options, time).WriteTo(output, opaque++, isQuiet: true);
        output.Append("mn\r\n"u8);
    }
}
