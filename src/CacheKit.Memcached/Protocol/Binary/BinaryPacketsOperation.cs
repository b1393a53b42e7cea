using System.Text;
using System.Threading.Tasks.Sources;
using CacheKit.Memcached.Protocol.Replies;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Binary;

/// <summary>A command that is answered by a short text, or by many up to an empty one: version and statistics.</summary>
/// <param name="opcode">The command.</param>
/// <param name="isList">Whether an empty packet closes the answer.</param>
/// <param name="server">The server's name, for errors.</param>
internal sealed class BinaryPacketsOperation(BinaryOpcode opcode, bool isList, string server)
    : Operation, IValueTaskSource<IReadOnlyList<KeyValuePair<string, string>>>
{
    private const int MaximumPackets = 100_000;
    private const int MaximumBody = 2048;

    private readonly List<KeyValuePair<string, string>> _texts = [];
    private Refusal? _refusal;

    IReadOnlyList<KeyValuePair<string, string>> IValueTaskSource<IReadOnlyList<KeyValuePair<string, string>>>.GetResult(short token)
    {
        BeginTaking(token);
        try
        {
            ThrowIfFailed();
            return _refusal is { } refusal ? throw refusal.ToException(server) : (IReadOnlyList<KeyValuePair<string, string>>)_texts;
        }
        finally
        {
            Release();
        }
    }

    public override bool Read(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        while (input.Length - consumed >= BinaryHeader.Length)
        {
            var rest = input[consumed..];
            var header = BinaryHeader.Read(rest);
            RequireOpaque(header.Opaque, Opaque);
            if (header.Opcode != opcode || header.BodyLength > MaximumBody || _texts.Count == MaximumPackets)
                throw new InvalidReplyException($"a reply to {header.Opcode} of {header.BodyLength} bytes came for a {opcode} command");
            int length = BinaryHeader.Length + (int)header.BodyLength;
            if (rest.Length < length)
                return false;
            consumed += length;
            if (Take(header, rest[BinaryHeader.Length..length]))
                return true;
        }

        return false;
    }

    // Its list is the caller's now.
    protected override void Recycle() => _refusal = null;

    private bool Take(BinaryHeader header, ReadOnlySpan<byte> body)
    {
        if (header.Status != 0)
        {
            _refusal = BinaryStatus.Refusal(header.Status, body);
            return true;
        }

        if (isList && header.BodyLength == 0)
            return true;
        var key = body.Slice(header.ExtrasLength, header.KeyLength);
        _texts.Add(KeyValuePair.Create(Encoding.Latin1.GetString(key), Encoding.Latin1.GetString(body[(header.ExtrasLength + header.KeyLength)..])));
        return !isList;
    }
}
