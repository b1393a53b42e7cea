namespace CacheKit.Concurrency;

/// <summary>
/// Tells whether a flight of a key may have ended since a moment before: a caller that missed and then leads a flight looks
/// into the cache again only then, so that an ordinary miss on a server costs one read. Keys share the counts by hash; a
/// false yes costs a read, a false no cannot be.
/// </summary>
internal sealed class FlightLandings
{
    private readonly int[] _landings = new int[256];

    public int Observe(string name) => Volatile.Read(ref CountOf(name));

    public void Land(string name) => Interlocked.Increment(ref CountOf(name));

    private ref int CountOf(string name) => ref _landings[name.GetHashCode(StringComparison.Ordinal) & 255];
}
