using System.Threading.Tasks.Sources;
using CacheKit.Memcached.Protocol.Replies;

namespace CacheKit.Memcached.Protocol.Operations;

/// <summary>Many stores, each with a reply.</summary>
/// <param name="format">How the replies are written.</param>
/// <param name="count">How many are stored.</param>
/// <param name="server">The server's name, for errors.</param>
internal sealed class StoreManyOperation(ReplyFormat format, int count, string server)
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
            return Refusal is { } refusal ? throw refusal.ToException(server) : (IReadOnlyList<int>)_failed;
        }
        finally
        {
            Release();
        }
    }

    protected override bool Take(in ReplyHead head)
    {
        // What is refused by itself is told by its place; what ends the connection ends the call, too.
        if (head.Refusal is { EndsConnection: true } or { Error: MemcachedError.NotAuthenticated })
            return Refuse(in head);
        RequireOpaque(head.Opaque, Opaque + (uint)_next);
        if (head.Reply.Status != ReplyStatus.Done)
            _failed.Add(_next);
        return ++_next == Count;
    }
}
