using System.Buffers.Text;
using CacheKit.Memcached.Protocol.Replies;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Meta;

/// <summary>
/// The replies to one <c>get</c> or <c>gets</c> of the text protocol: <c>VALUE key flags length [cas]</c> and the value for
/// each key that is there, in the order of the keys, then <c>END</c>. Belongs to one operation.
/// </summary>
/// <param name="keys">The keys that were asked for; the caller's own would not do, who may have left when the replies come.</param>
/// <param name="maximumValueLength">The longest value that is taken.</param>
internal sealed class TextGetFormat(MemcachedKey[] keys, int maximumValueLength) : ReplyFormat
{
    private int _next;

    public override ReadOnlySpan<byte> Trailer => "\r\n"u8;

    // No END follows an error.
    public override bool EndsWithRefusal => true;

    // The key says which it is: there are no numbers.
    public override uint FirstNumber(uint opaque) => 0;

    public override bool TryReadHead(ReadOnlySpan<byte> input, CommandKind command, out ReplyHead head, out int consumed)
    {
        head = new ReplyHead { Reply = new Reply(), ValueLength = -1 };
        if (!MetaFormat.TryReadLine(input, out var line, out consumed))
            return false;
        if (line.StartsWith("VALUE "u8))
        {
            ReadValue(line["VALUE "u8.Length..], line, ref head);
        }
        else if (line.SequenceEqual("END"u8))
        {
            head.Reply.Status = ReplyStatus.End;
        }
        else
        {
            head.Refusal = MetaRefusals.Read(line, command) ?? throw Unexpected(line);
            head.Reply.Status = ReplyStatus.Refused;
        }

        return true;
    }

    public override ulong ReadNumber(ReadOnlySpan<byte> value) => throw new NotSupportedException();

    private void ReadValue(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> line, ref ReplyHead head)
    {
        int space = rest.IndexOf((byte)' ');
        if (space < 0)
            throw Unexpected(line);
        head.Opaque = (uint)PlaceOf(rest[..space], line);
        rest = rest[(space + 1)..];
        if (!TryTakeNumber(ref rest, out ulong flags) || flags > uint.MaxValue || !TryTakeNumber(ref rest, out ulong length))
            throw Unexpected(line);
        if (!rest.IsEmpty && (!TryTakeNumber(ref rest, out head.Reply.Cas) || !rest.IsEmpty))
            throw Unexpected(line);
        if (length > (ulong)maximumValueLength)
            throw new InvalidReplyException($"a value of {length} bytes is announced; {maximumValueLength} are allowed");
        head.Reply.Status = ReplyStatus.Value;
        head.Reply.Flags = (uint)flags;
        head.ValueLength = (int)length;
    }

    // What is not there is left out.
    private int PlaceOf(ReadOnlySpan<byte> key, ReadOnlySpan<byte> line)
    {
        while (_next < keys.Length)
        {
            if (keys[_next++].IsWritten(key))
                return _next - 1;
        }

        throw Unexpected(line);
    }

    private static bool TryTakeNumber(ref ReadOnlySpan<byte> rest, out ulong number)
    {
        if (!Utf8Parser.TryParse(rest, out number, out int read))
            return false;
        if (read < rest.Length && rest[read++] != ' ')
            return false;
        rest = rest[read..];
        return true;
    }

    private static InvalidReplyException Unexpected(ReadOnlySpan<byte> line) =>
        new($"the server says {Quotation.Of(line)}, which is no key that was asked for next");
}
