using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Meta;

/// <summary><c>mg</c>: reads an entry.</summary>
internal readonly struct MetaGetRequest(MemcachedKey key, MemcachedGetOptions options, TimeProvider time) : IRequest
{
    public void WriteTo(SendBuffer output, uint opaque)
    {
        WriteTo(output, opaque, isQuiet: false);
    }

    public void WriteTo(SendBuffer output, uint opaque, bool isQuiet)
    {
        output.Append("mg "u8);
        key.WriteTo(output);
        output.Append(options.WithoutValue ? " f"u8 : " v f"u8);
        if (options != default)
            WriteOptions(output);
        if (isQuiet)
            output.Append(" q"u8);
        MetaLine.End(output, key, opaque);
    }

    private void WriteOptions(SendBuffer output)
    {
        if (options.WithCas)
            output.Append(" c"u8);
        if (options.WithTimeToLive)
            output.Append(" t"u8);
        if (options.KeepsRecency)
            output.Append(" u"u8);
        if (options.Touch is { } expiry)
            MetaLine.Number(output, " T"u8, expiry.ToSeconds(time));
        if (options.RefreshWithin > TimeSpan.Zero)
            MetaLine.Number(output, " R"u8, MemcachedExpiry.After(options.RefreshWithin).ToSeconds(time));
        if (options.ReserveFor > TimeSpan.Zero)
            MetaLine.Number(output, " N"u8, MemcachedExpiry.After(options.ReserveFor).ToSeconds(time));
    }
}
