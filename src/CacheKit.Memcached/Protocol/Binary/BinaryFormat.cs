using System.Buffers.Binary;
using CacheKit.Memcached.Protocol.Replies;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Binary;

/// <summary>The replies of the binary protocol: a <see cref="BinaryHeader"/>, for a value its flags, then the value.</summary>
/// <param name="maximumValueLength">The longest value that is taken.</param>
internal sealed class BinaryFormat(int maximumValueLength) : ReplyFormat
{
    private const int FlagsLength = 4;

    // An error's words; none has more.
    private const int MaximumErrorLength = 1024;

    public override ReadOnlySpan<byte> Trailer => [];

    // hot path: no allocation
    public override bool TryReadHead(ReadOnlySpan<byte> input, CommandKind command, out ReplyHead head, out int consumed)
    {
        head = new ReplyHead { Reply = new Reply(), ValueLength = -1 };
        consumed = 0;
        if (input.Length < BinaryHeader.Length)
            return false;
        var header = BinaryHeader.Read(input);
        RequireOpcode(header.Opcode, command);
        head.Opaque = header.Opaque;
        head.Reply.Cas = header.Cas;
        return header.Status == 0
            ? ReadSuccess(input, header, command, ref head, out consumed)
            : ReadFailure(input, header, command, ref head, out consumed);
    }

    public override ulong ReadNumber(ReadOnlySpan<byte> value) =>
        value.Length == sizeof(ulong)
            ? BinaryPrimitives.ReadUInt64BigEndian(value)
            : throw new InvalidReplyException($"the server says {value.Length} bytes for a number");

    private bool ReadSuccess(ReadOnlySpan<byte> input, BinaryHeader header, CommandKind command, ref ReplyHead head, out int consumed)
    {
        consumed = 0;
        bool hasFlags = header.Opcode is BinaryOpcode.Get or BinaryOpcode.GetQuiet or BinaryOpcode.GetAndTouch or BinaryOpcode.GetAndTouchQuiet;
        bool hasValue = hasFlags || command == CommandKind.Count;
        // Touch answers with flags on some servers.
        bool areExtras = header.ExtrasLength == (hasFlags ? FlagsLength : 0) || (header.Opcode == BinaryOpcode.Touch && header.ExtrasLength == FlagsLength);
        if (header.KeyLength != 0 || !areExtras || (!hasValue && header.ValueLength != 0))
            throw new InvalidReplyException($"the server's reply to a {command} command has {header.ExtrasLength} bytes of extras, {header.KeyLength} of a key, {header.ValueLength} of a value");
        if (header.ValueLength > maximumValueLength)
            throw new InvalidReplyException($"a value of {header.ValueLength} bytes is announced; {maximumValueLength} are allowed");
        int length = BinaryHeader.Length + header.ExtrasLength;
        if (input.Length < length)
            return false;
        consumed = length;
        if (hasFlags)
            head.Reply.Flags = BinaryPrimitives.ReadUInt32BigEndian(input[BinaryHeader.Length..]);
        head.Reply.Status = hasValue ? ReplyStatus.Value : header.Opcode == BinaryOpcode.NoOperation ? ReplyStatus.End : ReplyStatus.Done;
        if (hasValue)
            head.ValueLength = (int)header.ValueLength;
        return true;
    }

    private static bool ReadFailure(ReadOnlySpan<byte> input, BinaryHeader header, CommandKind command, ref ReplyHead head, out int consumed)
    {
        consumed = 0;
        if (header.BodyLength > MaximumErrorLength)
            throw new InvalidReplyException($"an error of {header.BodyLength} bytes is announced");
        int length = BinaryHeader.Length + (int)header.BodyLength;
        if (input.Length < length)
            return false;
        consumed = length;
        head.Reply.Status = BinaryStatus.Of(header.Status, command);
        if (head.Reply.Status == ReplyStatus.Refused)
            head.Refusal = BinaryStatus.Refusal(header.Status, input[BinaryHeader.Length..length]);
        return true;
    }

    private static void RequireOpcode(BinaryOpcode opcode, CommandKind command)
    {
        bool isExpected = command switch
        {
            CommandKind.Get => opcode is BinaryOpcode.Get or BinaryOpcode.GetAndTouch or BinaryOpcode.Touch,
            CommandKind.GetMany => opcode is BinaryOpcode.GetQuiet or BinaryOpcode.GetAndTouchQuiet or BinaryOpcode.NoOperation,
            CommandKind.Store => opcode is BinaryOpcode.Set or BinaryOpcode.Add or BinaryOpcode.Replace or BinaryOpcode.Append or BinaryOpcode.Prepend,
            CommandKind.Delete => opcode is BinaryOpcode.Delete,
            CommandKind.DeleteMany => opcode is BinaryOpcode.DeleteQuiet or BinaryOpcode.NoOperation,
            CommandKind.Count => opcode is BinaryOpcode.Increment or BinaryOpcode.Decrement,
            _ => opcode is BinaryOpcode.NoOperation or BinaryOpcode.Flush,
        };
        if (!isExpected)
            throw new InvalidReplyException($"a reply to {opcode} came for a {command} command");
    }
}
