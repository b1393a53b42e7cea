using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Meta;

/// <summary><c>md</c>: removes an entry, or marks it as stale.</summary>
internal readonly struct MetaDeleteRequest(MemcachedKey key, ulong cas = 0, MemcachedExpiry? staleFor = null, TimeProvider? time = null) : IRequest
{
    public void WriteTo(SendBuffer output, uint opaque) => WriteTo(output, opaque, isQuiet: false);

    public void WriteTo(SendBuffer output, uint opaque, bool isQuiet)
    {
        output.Append("md "u8);
        key.WriteTo(output);
        if (cas != 0)
            MetaLine.Number(output, " C"u8, cas);
        if (staleFor is { } expiry)
            MetaLine.Number(output, " I T"u8, expiry.ToSeconds(time ?? TimeProvider.System));
        if (isQuiet)
            output.Append(" q"u8);
        MetaLine.End(output, key, opaque);
    }
}
