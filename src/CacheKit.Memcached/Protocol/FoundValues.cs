using System.Buffers;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol;

/// <summary>The values that a many-call found, in the memory of its operation.</summary>
internal readonly struct FoundValues(IReadOnlyList<FoundValue> values, Operation operation) : IDisposable
{
    /// <summary>Hands all values over.</summary>
    /// <param name="start">The place of the first key among those of the caller.</param>
    /// <param name="receiver">Takes them.</param>
    public void DeliverTo(int start, IMemcachedReceiver receiver)
    {
        foreach (var found in values)
            receiver.Receive(start + found.Place, found.Reply.ToResult(), new ReadOnlySequence<byte>(found.Value));
    }

    public void Dispose() => operation.Release();
}
