using System.Buffers.Text;
using CacheKit.Memcached.Protocol.Replies;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Meta;

/// <summary>
/// The replies of the meta protocol (memcached's doc/protocol.txt): a line of a code and flags, for a value its length
/// between them and the value behind.
/// </summary>
/// <param name="maximumValueLength">The longest value that is taken.</param>
internal sealed class MetaFormat(int maximumValueLength) : ReplyFormat
{
    /// <summary>The longest line that is taken: the longest key is an eighth of it.</summary>
    public const int MaximumLine = 2048;

    public int MaximumValueLength => maximumValueLength;

    public override ReadOnlySpan<byte> Trailer => "\r\n"u8;

    // hot path: no allocation
    public override bool TryReadHead(ReadOnlySpan<byte> input, CommandKind command, out ReplyHead head, out int consumed)
    {
        head = new ReplyHead { Reply = new Reply(), ValueLength = -1 };
        if (!TryReadLine(input, out var line, out consumed))
            return false;
        if (line.Length < 2 || (line.Length > 2 && line[2] != ' '))
        {
            head.Refusal = MetaRefusals.Read(line, command) ?? throw Unexpected(line, command);
            head.Reply.Status = ReplyStatus.Refused;
            return true;
        }

        head.Reply.Status = StatusOf(line, command);
        var rest = line[2..];
        if (head.Reply.Status == ReplyStatus.Value)
            head.ValueLength = ReadLength(ref rest, line, command);
        ReadFlags(rest, line, command, ref head);
        // We ask for the request's number always. Old servers leave it out of a miss; a no-op has none.
        if (head.Opaque is null && head.Reply.Status is not (ReplyStatus.Miss or ReplyStatus.End))
            throw Unexpected(line, command);
        return true;
    }

    public override ulong ReadNumber(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out ulong number, out int read) && read == value.Length
            ? number
            : throw new InvalidReplyException($"the server says {Quotation.Of(value)} for a number");

    /// <summary>Takes a line off what is there; false when it has no end yet.</summary>
    /// <exception cref="InvalidReplyException">It is longer than any reply.</exception>
    public static bool TryReadLine(ReadOnlySpan<byte> input, out ReadOnlySpan<byte> line, out int consumed)
    {
        int end = input[..Math.Min(input.Length, MaximumLine)].IndexOf((byte)'\n');
        if (end < 0)
        {
            line = default;
            consumed = 0;
            return input.Length < MaximumLine ? false : throw new InvalidReplyException($"a line has no end within {MaximumLine} bytes");
        }

        consumed = end + 1;
        if (end == 0 || input[end - 1] != '\r')
            throw new InvalidReplyException($"the line {Quotation.Of(input)} does not end as lines do");
        line = input[..(end - 1)];
        return true;
    }

    private static ReplyStatus StatusOf(ReadOnlySpan<byte> line, CommandKind command) => (line[0], line[1]) switch
    {
        ((byte)'V', (byte)'A') when command is CommandKind.Get or CommandKind.GetMany or CommandKind.Count => ReplyStatus.Value,
        ((byte)'H', (byte)'D') when command is not CommandKind.NoOperation => ReplyStatus.Done,
        ((byte)'E', (byte)'N') when command is CommandKind.Get or CommandKind.GetMany => ReplyStatus.Miss,
        ((byte)'N', (byte)'F') when command is CommandKind.Store or CommandKind.Delete or CommandKind.DeleteMany or CommandKind.Count => ReplyStatus.NotFound,
        ((byte)'N', (byte)'S') when command is CommandKind.Store or CommandKind.Count => ReplyStatus.NotStored,
        ((byte)'E', (byte)'X') when command is CommandKind.Store or CommandKind.Delete or CommandKind.Count => ReplyStatus.Changed,
        ((byte)'M', (byte)'N') when command is CommandKind.NoOperation or CommandKind.GetMany or CommandKind.DeleteMany => ReplyStatus.End,
        _ => throw Unexpected(line, command),
    };

    private int ReadLength(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> line, CommandKind command)
    {
        rest = rest.TrimStart((byte)' ');
        if (!Utf8Parser.TryParse(rest, out uint length, out int read) || (rest.Length > read && rest[read] != ' '))
            throw Unexpected(line, command);
        if (length > (uint)maximumValueLength)
            throw new InvalidReplyException($"a value of {length} bytes is announced; {maximumValueLength} are allowed");
        rest = rest[read..];
        return (int)length;
    }

    private static void ReadFlags(ReadOnlySpan<byte> flags, ReadOnlySpan<byte> line, CommandKind command, ref ReplyHead head)
    {
        while (true)
        {
            flags = flags.TrimStart((byte)' ');
            if (flags.IsEmpty)
                return;
            int end = flags.IndexOf((byte)' ');
            var flag = end < 0 ? flags : flags[..end];
            if (!TryReadFlag((char)flag[0], flag[1..], ref head))
                throw Unexpected(line, command);
            flags = flags[flag.Length..];
        }
    }

    // By letter, not by place; h, k, l, s and b are of no interest here.
    private static bool TryReadFlag(char letter, ReadOnlySpan<byte> text, ref ReplyHead head)
    {
        int read;
        switch (letter)
        {
            case 'f':
                return Utf8Parser.TryParse(text, out head.Reply.Flags, out read) && read == text.Length;
            case 'c':
                return Utf8Parser.TryParse(text, out head.Reply.Cas, out read) && read == text.Length;
            case 't':
                return Utf8Parser.TryParse(text, out head.Reply.TimeToLive, out read)
                    && read == text.Length
                    && head.Reply.TimeToLive is >= Reply.Never and <= uint.MaxValue;
            case 'O':
                head.Opaque = Utf8Parser.TryParse(text, out uint opaque, out read) && read == text.Length ? opaque : null;
                return head.Opaque is not null;
            case 'W':
                head.Reply.IsWinner = true;
                return text.IsEmpty;
            case 'Z':
                head.Reply.IsBeingMade = true;
                return text.IsEmpty;
            case 'X':
                head.Reply.IsStale = true;
                return text.IsEmpty;
            default:
                return letter is 'h' or 'k' or 'l' or 's' or 'b';
        }
    }

    private static InvalidReplyException Unexpected(ReadOnlySpan<byte> line, CommandKind command) =>
        new($"the server says {Quotation.Of(line)} to a {command} command");
}
