using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Replies;

/// <summary>How a protocol writes its replies.</summary>
internal abstract class ReplyFormat
{
    /// <summary>The number that the reply to the first of many requests has.</summary>
    /// <param name="opaque">The number that the request had.</param>
    public virtual uint FirstNumber(uint opaque) => opaque;

    /// <summary>Whether the requests of a many-call are one, so that a refusal is the last of its replies.</summary>
    public virtual bool EndsWithRefusal => false;

    /// <summary>What closes a value.</summary>
    public abstract ReadOnlySpan<byte> Trailer { get; }

    /// <summary>Reads what comes before a value.</summary>
    /// <param name="input">The bytes that are there.</param>
    /// <param name="command">What was asked.</param>
    /// <param name="head">What they say.</param>
    /// <param name="consumed">How many bytes that took.</param>
    /// <returns>False when there are too few.</returns>
    /// <exception cref="InvalidReplyException">They are no reply to that.</exception>
    public abstract bool TryReadHead(ReadOnlySpan<byte> input, CommandKind command, out ReplyHead head, out int consumed);

    /// <summary>The value of a number after counting.</summary>
    /// <exception cref="InvalidReplyException">It is none.</exception>
    public abstract ulong ReadNumber(ReadOnlySpan<byte> value);
}
