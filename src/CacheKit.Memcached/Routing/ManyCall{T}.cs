namespace CacheKit.Memcached.Routing;

/// <summary>Divides a many-call by server, and what a server gets into parts that may be sent as one.</summary>
/// <param name="servers">The servers.</param>
/// <param name="keyOf">The key of an item.</param>
/// <param name="valueLengthOf">How many bytes an item has besides its key.</param>
/// <param name="bytesPerPart">How many bytes a part may have at most; a server may allow less.</param>
/// <typeparam name="T">What is sent: keys or entries.</typeparam>
internal sealed class ManyCall<T>(IServerSelector servers, Func<T, MemcachedKey> keyOf, Func<T, long> valueLengthOf, int bytesPerPart = int.MaxValue)
{
    // What a request takes besides its key and value.
    private const int BytesPerRequest = 64;

    private readonly List<Part<T>> _parts = [];

    /// <summary>The parts; those of a server follow each other in the order of the call, and none is empty.</summary>
    /// <param name="items">The keys or entries; their keys were checked.</param>
    public List<Part<T>> Divide(ReadOnlyMemory<T> items)
    {
        if (servers.All is [var only])
            Add(only, items, 0, null);
        else
            Distribute(items);
        return _parts;
    }

    private void Distribute(ReadOnlyMemory<T> items)
    {
        var groups = Enumerable.Range(0, items.Length).GroupBy(place => servers.Select(keyOf(items.Span[place]))).ToList();
        int[] places = [.. groups.SelectMany(static group => group)];
        T[] sorted = Array.ConvertAll(places, place => items.Span[place]);
        int start = 0;
        foreach (var group in groups)
        {
            int count = group.Count();
            Add(group.Key, sorted.AsMemory(start, count), start, places);
            start += count;
        }
    }

    private void Add(ServerNode server, ReadOnlyMemory<T> own, int start, int[]? places)
    {
        var division = new RequestParts(Math.Min(server.Commands.BytesPerPart, bytesPerPart));
        // Rather too much than too little.
        foreach (ref readonly var item in own.Span)
            division.Add(BytesPerRequest + keyOf(item).MaximumByteCount + valueLengthOf(item));
        foreach (var range in division.Finish())
            _parts.Add(new Part<T>(server, own[range], start + range.Start.Value, places));
    }
}
