using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Meta;

/// <summary>
/// <c>get</c>, or <c>gets</c> with cas: many keys in one command. memcached lets other connections have a turn after 20
/// commands (<c>-R</c>), so that a hundred <c>mg</c>s take twice as long.
/// </summary>
internal readonly struct TextGetRequest(ReadOnlyMemory<MemcachedKey> keys, bool withCas) : IRequest
{
    public void WriteTo(SendBuffer output, uint opaque)
    {
        output.Append(withCas ? "gets"u8 : "get"u8);
        foreach (ref readonly var key in keys.Span)
        {
            output.Append(" "u8);
            key.WriteRawTo(output);
        }

        output.Append("\r\n"u8);
    }
}
