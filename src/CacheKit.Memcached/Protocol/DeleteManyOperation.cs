using System.Threading.Tasks.Sources;

namespace CacheKit.Memcached.Protocol;

/// <summary>Many deletes.</summary>
/// <param name="format">How the replies are written.</param>
/// <param name="count">How many are deleted.</param>
/// <param name="server">The server's name, for errors.</param>
internal sealed class DeleteManyOperation(ReplyFormat format, int count, string server)
    : ManyOperation(format, CommandKind.DeleteMany, count), IValueTaskSource<bool>
{
    private Refusal? _refusal;

    public override bool EndsConnection => _refusal is { EndsConnection: true };

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        BeginTaking(token);
        try
        {
            ThrowIfFailed();
            return _refusal is { } refusal ? throw refusal.ToException(server) : true;
        }
        finally
        {
            Release();
        }
    }

    protected override bool Take(in ReplyHead head)
    {
        _refusal ??= head.Refusal;
        if (head.Reply.Status == ReplyStatus.End)
            RequireOpaque(head.Opaque, Opaque + (uint)Count);
        else if (head.Refusal is null)
            PlaceOf(head.Opaque, 0);
        return head.Reply.Status == ReplyStatus.End || EndsConnection;
    }

    protected override void Recycle() => _refusal = null;
}
