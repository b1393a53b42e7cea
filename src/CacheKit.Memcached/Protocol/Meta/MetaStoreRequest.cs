using System.Buffers;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Meta;

/// <summary><c>ms</c>: stores a value.</summary>
internal readonly struct MetaStoreRequest(MemcachedKey key, ReadOnlySequence<byte> value, MemcachedStoreOptions options, TimeProvider time) : IRequest
{
    public void WriteTo(SendBuffer output, uint opaque)
    {
        output.Append("ms "u8);
        key.WriteTo(output);
        output.Append(" "u8);
        output.AppendDecimal(value.Length);
        if (options.Flags != 0)
            MetaLine.Number(output, " F"u8, (ulong)options.Flags);
        long seconds = options.Expiry.ToSeconds(time);
        if (seconds != 0)
            MetaLine.Number(output, " T"u8, seconds);
        if (options.Cas != 0)
            MetaLine.Number(output, " C"u8, options.Cas);
        output.Append(ModeFlag(options.Mode));
        MetaLine.End(output, key, opaque);
        output.Append(in value);
        output.Append("\r\n"u8);
    }

    private static ReadOnlySpan<byte> ModeFlag(MemcachedStoreMode mode) => mode switch
    {
        MemcachedStoreMode.Add => " ME"u8,
        MemcachedStoreMode.Replace => " MR"u8,
        MemcachedStoreMode.Append => " MA"u8,
        MemcachedStoreMode.Prepend => " MP"u8,
        _ => [],
    };
}
