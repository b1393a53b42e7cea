using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Meta;

/// <summary>
/// Many <c>ms</c>s. Not quiet: a refusal tells neither key nor number, so that only counting the replies shows whose it is.
/// </summary>
internal readonly struct MetaStoreManyRequest(ReadOnlyMemory<MemcachedEntry> entries, MemcachedStoreOptions options, TimeProvider time) : IRequest
{
    public void WriteTo(SendBuffer output, uint opaque)
    {
        foreach (ref readonly var entry in entries.Span)
            new MetaStoreRequest(entry.Key, entry.Value, options with { Flags = entry.Flags }, time).WriteTo(output, opaque++);
    }
}
