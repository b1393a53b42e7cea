using System.Text;
using System.Threading.Tasks.Sources;
using CacheKit.Memcached.Protocol.Replies;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Meta;

/// <summary>A command of the text protocol that is answered by lines: one, or many up to <c>END</c>.</summary>
/// <param name="expected">What the answer, or each line but the last, begins with.</param>
/// <param name="isList">Whether <c>END</c> closes it.</param>
/// <param name="server">The server's name, for errors.</param>
internal sealed class LinesOperation(string expected, bool isList, string server) : Operation, IValueTaskSource<IReadOnlyList<string>>
{
    // Statistics of all slab classes or connections have a few thousand.
    private const int MaximumLines = 100_000;

    private readonly List<string> _lines = [];
    private Refusal? _refusal;

    IReadOnlyList<string> IValueTaskSource<IReadOnlyList<string>>.GetResult(short token)
    {
        BeginTaking(token);
        try
        {
            ThrowIfFailed();
            return _refusal is { } refusal ? throw refusal.ToException(server) : (IReadOnlyList<string>)_lines;
        }
        finally
        {
            Release();
        }
    }

    public override bool Read(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        while (MetaFormat.TryReadLine(input[consumed..], out var line, out int taken))
        {
            consumed += taken;
            if (Take(line))
                return true;
        }

        return false;
    }

    // Its list is the caller's now.
    protected override void Recycle() => _refusal = null;

    private bool Take(ReadOnlySpan<byte> line)
    {
        if (isList && (line.SequenceEqual("END"u8) || line.SequenceEqual("RESET"u8)))
            return true;
        _refusal = MetaRefusals.Read(line, CommandKind.NoOperation);
        if (_refusal is not null)
            return true;
        string text = Encoding.Latin1.GetString(line);
        if (!text.StartsWith(expected, StringComparison.Ordinal) || _lines.Count == MaximumLines)
            throw new InvalidReplyException($"the server says {Quotation.Of(line)} where {expected} was expected");
        _lines.Add(text[expected.Length..].Trim());
        return !isList;
    }
}
