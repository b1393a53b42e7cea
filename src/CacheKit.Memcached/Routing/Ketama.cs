using System.Text;

namespace CacheKit.Memcached.Routing;

/// <summary>libmemcached's rule <c>ketama</c>: a ring of 100 points for each server.</summary>
/// <param name="servers">The servers.</param>
internal sealed class Ketama(IEnumerable<MemcachedServerAddress> servers) : IKeyDistribution
{
    private const int PointsPerServer = 100;

    private readonly HashRing _ring = new(servers.SelectMany(static (server, place) =>
        Enumerable.Range(0, PointsPerServer).Select(i => (OneAtATimeHash.Of(NameOf(server, i)), place))));

    public int PlaceOf(ReadOnlySpan<byte> key) => _ring.ServerAt(OneAtATimeHash.Of(key));

    /// <summary>What a server's points are hashes of: the port is in it where it is not memcached's own, for a socket it is 0.</summary>
    public static byte[] NameOf(MemcachedServerAddress server, int number)
    {
        string host = server.SocketPath ?? server.Host!;
        return Encoding.UTF8.GetBytes(server.Port == MemcachedServerAddress.DefaultPort
            ? FormattableString.Invariant($"{host}-{number}")
            : FormattableString.Invariant($"{host}:{server.Port}-{number}"));
    }
}
