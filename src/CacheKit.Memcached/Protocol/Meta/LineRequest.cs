using System.Text;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Meta;

/// <summary>A command without a key.</summary>
/// <param name="line">The command; no line ends in it.</param>
internal readonly struct LineRequest(string line) : IRequest
{
    public void WriteTo(SendBuffer output, uint opaque)
    {
        output.Advance(Encoding.ASCII.GetBytes(line, output.GetSpan(line.Length)));
        output.Append("\r\n"u8);
    }
}
