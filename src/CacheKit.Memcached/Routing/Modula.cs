namespace CacheKit.Memcached.Routing;

/// <summary>libmemcached's rule where nothing else is set: the hash modulo the number of servers.</summary>
/// <param name="count">How many servers there are.</param>
internal sealed class Modula(int count) : IKeyDistribution
{
    public int PlaceOf(ReadOnlySpan<byte> key) => (int)(OneAtATimeHash.Of(key) % (uint)count);
}
