using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Meta;

/// <summary>What the lines of the meta protocol have in common.</summary>
internal static class MetaLine
{
    /// <summary>Closes a command: says how its key is written, asks for its number in the reply.</summary>
    public static void End(SendBuffer output, MemcachedKey key, uint opaque)
    {
        if (key.IsEncoded)
            output.Append(" b"u8);
        output.Append(" O"u8);
        output.AppendDecimal((ulong)opaque);
        output.Append("\r\n"u8);
    }

    public static void Number(SendBuffer output, ReadOnlySpan<byte> flag, long number)
    {
        output.Append(flag);
        output.AppendDecimal(number);
    }

    public static void Number(SendBuffer output, ReadOnlySpan<byte> flag, ulong number)
    {
        output.Append(flag);
        output.AppendDecimal(number);
    }
}
