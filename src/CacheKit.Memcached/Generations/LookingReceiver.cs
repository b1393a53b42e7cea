using System.Buffers;
using CacheKit.Backends;
using CacheKit.Serialization;

namespace CacheKit.Memcached.Generations;

/// <summary>
/// Takes what a call for many reads: first the generations, which are among its keys, then the payloads, of which those are
/// handed on that are of the generation that their server has.
/// </summary>
/// <param name="looks">The generations to look at.</param>
/// <param name="places">The keys.</param>
/// <param name="receiver">Takes the payloads; null where none are read.</param>
internal sealed class LookingReceiver(IReadOnlyList<GenerationLook> looks, List<PlacedKey> places, ICachePayloadReceiver? receiver) : ICachePayloadReceiver
{
    /// <summary>The keys to read, in the order in which they are found.</summary>
    public MemcachedKey[] Keys { get; } = [.. looks.Select(static look => look.Key), .. places.Select(static place => place.Key.Key)];

    public void Receive(int index, in ReadOnlySequence<byte> payload)
    {
        if (index < looks.Count)
            looks[index].Found = PrefixGenerations.Parse(BytesIn(payload));
        else if (places[index - looks.Count] is { Look.IsCurrent: true } place)
            receiver?.Receive(place.Index, payload);
    }

    public void LearnTo(PrefixGenerations generations)
    {
        foreach (var look in looks)
            generations.Learn(look.Server, look.Found);
    }

    // A generation is stored with no flags, and so as bytes.
    private static byte[] BytesIn(in ReadOnlySequence<byte> payload) =>
        payload.FirstSpan is [var tag, ..] && tag == PayloadTag.Of(PayloadKind.Bytes).Value ? payload.Slice(1).ToArray() : [];
}
