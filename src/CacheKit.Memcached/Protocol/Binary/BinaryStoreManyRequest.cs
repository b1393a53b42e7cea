using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Binary;

/// <summary>Many stores, each with a reply, as in the meta protocol.</summary>
internal readonly struct BinaryStoreManyRequest(ReadOnlyMemory<MemcachedEntry> entries, MemcachedStoreOptions options, TimeProvider time) : IRequest
{
    public void WriteTo(SendBuffer output, uint opaque)
    {
        foreach (ref readonly var entry in entries.Span)
            BinaryCommands.Store(entry.Key, entry.Value, options with { Flags = entry.Flags }, time).WriteTo(output, opaque++);
    }
}
