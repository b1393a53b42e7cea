using CacheKit.Memcached.Protocol.Replies;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Operations;

/// <summary>Many requests sent together, and their replies.</summary>
/// <param name="format">How the replies are written.</param>
/// <param name="command">What was asked.</param>
/// <param name="count">How many requests they are.</param>
internal abstract class ManyOperation(ReplyFormat format, CommandKind command, int count) : Operation
{
    private bool _isReadingValue;
    private int _refused;

    public override int OpaqueCount => count + 1;

    public override bool EndsConnection => Refusal is { EndsConnection: true } or { Error: MemcachedError.NotAuthenticated };

    /// <summary>The first refusal that the call fails with.</summary>
    protected Refusal? Refusal { get; private set; }

    protected ReplyFormat Format => format;

    protected int Count => count;

    public override bool Read(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        while (true)
        {
            if (!_isReadingValue)
            {
                if (!format.TryReadHead(input[consumed..], command, out var head, out int taken))
                    return false;
                consumed += taken;
                if (head.ValueLength < 0)
                {
                    if (Take(in head))
                        return true;
                    continue;
                }

                BeginValue(in head);
                _isReadingValue = true;
            }

            if (!TakeValue(input[consumed..], out int part))
            {
                consumed += part;
                return false;
            }

            consumed += part;
            _isReadingValue = false;
        }
    }

    protected override void Recycle() => Refusal = null;

    /// <summary>Takes a refusal, after which the call fails; true when no reply follows it.</summary>
    // Who has not signed in is refused the no-op as well that would close the replies.
    protected bool Refuse(in ReplyHead head)
    {
        Refusal ??= head.Refusal;
        if (++_refused > count)
            throw new InvalidReplyException($"more than {count} refusals came for {count} requests");
        return EndsConnection || format.EndsWithRefusal;
    }

    /// <summary>Takes a reply without a value; true when it was the last one.</summary>
    protected abstract bool Take(in ReplyHead head);

    /// <summary>A value follows.</summary>
    protected virtual void BeginValue(in ReplyHead head) => throw new InvalidReplyException("a value came, and none was asked for");

    /// <summary>Takes the next bytes of a value; true when it is complete.</summary>
    protected virtual bool TakeValue(ReadOnlySpan<byte> input, out int consumed) => throw new InvalidReplyException("a value came, and none was asked for");

    /// <summary>The place of the request that a reply is for.</summary>
    /// <param name="opaque">The number in the reply.</param>
    /// <param name="least">The first place that can still be answered.</param>
    protected int PlaceOf(uint? opaque, int least)
    {
        long place = opaque is { } number ? (long)(number - format.FirstNumber(Opaque)) : -1;
        return place >= least && place < count
            ? (int)place
            : throw new InvalidReplyException($"a reply to request {opaque} came among those for requests {Opaque + least} to {Opaque + count - 1}");
    }
}
