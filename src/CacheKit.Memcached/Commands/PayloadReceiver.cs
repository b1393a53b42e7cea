using System.Buffers;
using CacheKit.Backends;
using CacheKit.Memcached.Values;
using CacheKit.Serialization;

namespace CacheKit.Memcached.Commands;

/// <summary>Makes payloads of the values that a call for many finds, one after the other in one buffer.</summary>
/// <param name="receiver">Takes the payloads.</param>
internal sealed class PayloadReceiver(ICachePayloadReceiver receiver) : IMemcachedReceiver, IDisposable
{
    private readonly PooledPayloadWriter _buffer = PooledPayloadWriter.Rent();

    public void Receive(int index, in MemcachedGetResult result, in ReadOnlySequence<byte> value)
    {
        _buffer.Clear();
        if (value.IsSingleSegment)
            PayloadFlags.WritePayload(result.Flags, value.FirstSpan, _buffer);
        else
            PayloadFlags.WritePayload(result.Flags, value.ToArray(), _buffer);
        receiver.Receive(index, _buffer.WrittenSequence);
    }

    public void Dispose() => _buffer.Dispose();
}
