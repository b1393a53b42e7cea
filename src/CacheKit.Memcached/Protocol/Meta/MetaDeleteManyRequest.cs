using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Meta;

/// <summary>Quiet <c>md</c>s, closed by <c>mn</c>.</summary>
internal readonly struct MetaDeleteManyRequest(ReadOnlyMemory<MemcachedKey> keys) : IRequest
{
    public void WriteTo(SendBuffer output, uint opaque)
    {
        foreach (var key in keys.Span)
            new MetaDeleteRequest(key).WriteTo(output, opaque++, isQuiet: true);
        output.Append("mn\r\n"u8);
    }
}
