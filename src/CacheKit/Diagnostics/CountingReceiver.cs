using System.Buffers;
using CacheKit.Backends;

namespace CacheKit.Diagnostics;

/// <summary>A receiver that counts the bytes of the payloads that it is given.</summary>
internal sealed class CountingReceiver(ICachePayloadReceiver inner) : ICachePayloadReceiver, ICountsBytes
{
    public long Count { get; private set; }

    public void Receive(int index, in ReadOnlySequence<byte> payload)
    {
        Count += payload.Length;
        inner.Receive(index, payload);
    }
}
