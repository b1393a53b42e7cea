using System.Threading.Tasks.Sources;
using CacheKit.Memcached.Protocol.Replies;

namespace CacheKit.Memcached.Protocol.Operations;

/// <summary>Many reads. The values are kept here until the caller takes them, on the caller's own thread.</summary>
/// <param name="format">How the replies are written.</param>
/// <param name="count">How many are read.</param>
/// <param name="server">The server's name, for errors.</param>
internal sealed class GetManyOperation(ReplyFormat format, int count, string server)
    : ManyOperation(format, CommandKind.GetMany, count), IValueTaskSource<FoundValues>
{
    private readonly List<FoundValue> _found = new(count);
    private readonly ValueArena _values = new();
    private ReplyHead _head;
    private int _next;

    /// <summary>The values stay here until they are disposed of.</summary>
    FoundValues IValueTaskSource<FoundValues>.GetResult(short token)
    {
        BeginTaking(token);
        try
        {
            ThrowIfFailed();
            return Refusal is { } refusal ? throw refusal.ToException(server) : new FoundValues(_found, this);
        }
        catch
        {
            Release();
            throw;
        }
    }

    protected override bool Take(in ReplyHead head)
    {
        switch (head.Reply.Status)
        {
            case ReplyStatus.End:
                RequireOpaque(head.Opaque, Opaque + (uint)Count);
                return true;
            case ReplyStatus.Refused:
                return Refuse(in head);
            case ReplyStatus.Done:
                Keep(in head, default);
                return false;
            default:
                return false;
        }
    }

    protected override void BeginValue(in ReplyHead head)
    {
        _head = head;
        _values.Begin(head.ValueLength);
    }

    protected override bool TakeValue(ReadOnlySpan<byte> input, out int consumed)
    {
        if (!_values.Take(input, Format.Trailer, !IsFinished, out consumed))
            return false;
        Keep(in _head, IsFinished ? default : _values.Complete());
        return true;
    }

    protected override void Recycle()
    {
        _values.Free();
        base.Recycle();
    }

    private void Keep(in ReplyHead head, ReadOnlyMemory<byte> value)
    {
        int place = PlaceOf(head.Opaque, _next);
        _next = place + 1;
        _found.Add(new FoundValue(place, head.Reply, value));
    }
}
