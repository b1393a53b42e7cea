using System.Buffers;
using CacheKit.Backends;

namespace CacheKit.Tags;

/// <summary>Takes the markers of places; what is none counts as lost.</summary>
internal sealed class TagMarkerReceiver(int[] places) : ICachePayloadReceiver
{
    /// <summary>What was found, by place.</summary>
    public Dictionary<int, UInt128> Values { get; } = new(places.Length);

    public void Receive(int index, in ReadOnlySequence<byte> payload)
    {
        if (payload.Length != 1 + TagMarker.ValueLength)
            return;
        Span<byte> bytes = stackalloc byte[1 + TagMarker.ValueLength];
        payload.CopyTo(bytes);
        if (TagMarker.TryRead(bytes, out var value))
            Values[places[index]] = value;
    }
}
