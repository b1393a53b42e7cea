using CacheKit.Memcached.Routing;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Replies;

/// <summary>The values that a many-call found, in the memory of its operation.</summary>
internal readonly struct FoundValues(IReadOnlyList<FoundValue> values, Operation operation) : IDisposable
{
    /// <summary>Hands all values over.</summary>
    /// <param name="part">What was asked for.</param>
    /// <param name="receiver">Takes them.</param>
    public void DeliverTo(Part<MemcachedKey> part, IMemcachedReceiver receiver)
    {
        foreach (var found in values)
            found.DeliverTo(part.PlaceOf(found.Place), receiver);
    }

    /// <summary>The values with their places in the call.</summary>
    /// <param name="part">What was asked for.</param>
    public IEnumerable<(int Place, FoundValue Found)> PlacedIn(Part<MemcachedKey> part) =>
        values.Select(found => (part.PlaceOf(found.Place), found));

    public void Dispose() => operation.Release();
}
