using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Meta;

/// <summary><c>ma</c>: adds to a number, or takes from it.</summary>
internal readonly struct MetaCountRequest(MemcachedKey key, ulong delta, bool isDecrement, MemcachedCounterOptions options, TimeProvider time) : IRequest
{
    public void WriteTo(SendBuffer output, uint opaque)
    {
        output.Append("ma "u8);
        key.WriteTo(output);
        output.Append(isDecrement ? " v MD"u8 : " v"u8);
        if (delta != 1)
            MetaLine.Number(output, " D"u8, delta);
        if (options.Initial is { } initial)
        {
            MetaLine.Number(output, " N"u8, options.InitialExpiry.ToSeconds(time));
            MetaLine.Number(output, " J"u8, initial);
        }

        if (options.Cas != 0)
            MetaLine.Number(output, " C"u8, options.Cas);
        MetaLine.End(output, key, opaque);
    }
}
