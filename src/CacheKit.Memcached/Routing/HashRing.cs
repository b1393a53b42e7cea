namespace CacheKit.Memcached.Routing;

/// <summary>Points of servers on a ring of 32 bits: a hash belongs to the server of the next point.</summary>
internal sealed class HashRing
{
    private readonly uint[] _points;
    private readonly int[] _servers;

    /// <param name="points">The points, each with the place of its server.</param>
    public HashRing(IEnumerable<(uint Point, int Server)> points)
    {
        var sorted = points.Order().ToArray();
        _points = [.. sorted.Select(static item => item.Point)];
        _servers = [.. sorted.Select(static item => item.Server)];
    }

    public int ServerAt(uint hash)
    {
        int place = _points.AsSpan().BinarySearch(hash);
        if (place < 0)
            place = ~place;
        return _servers[place == _servers.Length ? 0 : place];
    }
}
