using System.Text;
using System.Threading.Tasks.Sources;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Tests.Conformance;

/// <summary>The keys on a server: the answer to <c>lru_crawler metadump hash</c>, whose lines end in a way of their own.</summary>
internal sealed class KeyDump : Operation, IValueTaskSource<IReadOnlyList<string>?>
{
    private readonly List<string> _keys = [];
    private bool _isBusy;

    /// <summary>The keys; null while the server's crawler is about something else.</summary>
    IReadOnlyList<string>? IValueTaskSource<IReadOnlyList<string>?>.GetResult(short token)
    {
        BeginTaking(token);
        try
        {
            ThrowIfFailed();
            return _isBusy ? null : _keys;
        }
        finally
        {
            Release();
        }
    }

    public override bool Read(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        while (input[consumed..].IndexOf((byte)'\n') is >= 0 and var length)
        {
            string line = Encoding.ASCII.GetString(input.Slice(consumed, length)).TrimEnd('\r');
            consumed += length + 1;
            _isBusy |= line.StartsWith("BUSY", StringComparison.Ordinal);
            if (_isBusy || line == "END")
                return true;
            _keys.Add(Uri.UnescapeDataString(line["key=".Length..line.IndexOf(' ', StringComparison.Ordinal)]));
        }

        return false;
    }

    protected override void Recycle()
    {
    }
}
