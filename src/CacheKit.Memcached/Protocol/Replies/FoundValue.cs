using System.Buffers;

namespace CacheKit.Memcached.Protocol.Replies;

/// <summary>A value among many.</summary>
/// <param name="Place">The place of its key.</param>
/// <param name="Reply">What is known of it.</param>
/// <param name="Value">The value.</param>
internal readonly record struct FoundValue(int Place, Reply Reply, ReadOnlyMemory<byte> Value)
{
    /// <summary>Hands it over.</summary>
    /// <param name="place">The place of its key among those of the caller.</param>
    /// <param name="receiver">Takes it.</param>
    public void DeliverTo(int place, IMemcachedReceiver receiver) =>
        receiver.Receive(place, Reply.ToResult(), new ReadOnlySequence<byte>(Value));
}
