using System.Collections.Concurrent;
using CacheKit.Memcached.Protocol.Replies;

namespace CacheKit.Memcached.Protocol.Operations;

/// <summary>Operations that wait for their next use.</summary>
/// <param name="format">How the replies are written.</param>
/// <param name="server">The server's name, for errors.</param>
internal sealed class OperationPool(ReplyFormat format, string server)
{
    private const int Capacity = 1024;

    private readonly ConcurrentQueue<SingleOperation> _idle = new();
    private int _count;

    public SingleOperation Rent(CommandKind command)
    {
        if (!_idle.TryDequeue(out var operation))
            return new SingleOperation(this, format, server).For(command);
        Interlocked.Decrement(ref _count);
        return operation.For(command);
    }

    public void Return(SingleOperation operation)
    {
        if (Interlocked.Increment(ref _count) <= Capacity)
            _idle.Enqueue(operation);
        else
            Interlocked.Decrement(ref _count);
    }
}
