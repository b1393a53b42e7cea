using System.Threading.Tasks.Sources;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol;

/// <summary>Many stores, each with a reply.</summary>
/// <param name="format">How the replies are written.</param>
/// <param name="count">How many are stored.</param>
internal sealed class StoreManyOperation(ReplyFormat format, int count)
    : ManyOperation(format, CommandKind.Store, count), IValueTaskSource<IReadOnlyList<int>>
{
    private readonly List<int> _failed = [];
    private int _next;

    IReadOnlyList<int> IValueTaskSource<IReadOnlyList<int>>.GetResult(short token)
    {
        BeginTaking(token);
        try
        {
            ThrowIfFailed();
            return _failed;
        }
        finally
        {
            Release();
        }
    }

    protected override bool Take(in ReplyHead head)
    {
        if (head.Refusal is { EndsConnection: true } refusal)
            throw new InvalidReplyException($"the server refused a value and may not have read all of it: {refusal.Words}");
        RequireOpaque(head.Opaque, Opaque + (uint)_next);
        if (head.Reply.Status != ReplyStatus.Done)
            _failed.Add(_next);
        return ++_next == Count;
    }

    // Its list is the caller's now.
    protected override void Recycle()
    {
    }
}
