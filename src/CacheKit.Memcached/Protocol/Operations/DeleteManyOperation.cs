using System.Threading.Tasks.Sources;
using CacheKit.Memcached.Protocol.Replies;

namespace CacheKit.Memcached.Protocol.Operations;

/// <summary>Many deletes.</summary>
/// <param name="format">How the replies are written.</param>
/// <param name="count">How many are deleted.</param>
/// <param name="server">The server's name, for errors.</param>
internal sealed class DeleteManyOperation(ReplyFormat format, int count, string server)
    : ManyOperation(format, CommandKind.DeleteMany, count), IValueTaskSource<bool>
{
    bool IValueTaskSource<bool>.GetResult(short token)
    {
        BeginTaking(token);
        try
        {
            ThrowIfFailed();
            return Refusal is { } refusal ? throw refusal.ToException(server) : true;
        }
        finally
        {
            Release();
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
            default:
                PlaceOf(head.Opaque, 0);
                return false;
        }
    }
}
