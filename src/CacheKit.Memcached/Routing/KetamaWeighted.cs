using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace CacheKit.Memcached.Routing;

/// <summary>libmemcached's rule <c>ketama_weighted</c>: a ring of 160 points for each server of average weight, four of each MD5.</summary>
[SuppressMessage("Security", "CA5351", Justification = "The rule's own hash; it guards nothing.")]
internal sealed class KetamaWeighted : IKeyDistribution
{
    private const int PointsPerServer = 160;
    private const int PointsPerHash = MD5.HashSizeInBytes / sizeof(uint);

    private readonly HashRing _ring;

    /// <param name="servers">The servers.</param>
    public KetamaWeighted(IReadOnlyCollection<MemcachedServerAddress> servers)
    {
        long total = servers.Sum(static server => (long)server.Weight);
        _ring = new HashRing(servers.SelectMany((server, place) => Enumerable.Range(0, HashesOf(server.Weight, total, servers.Count))
            .SelectMany(i => PointsOf(Ketama.NameOf(server, i)))
            .Select(point => (point, place))));
    }

    // hot path: no allocation
    public int PlaceOf(ReadOnlySpan<byte> key)
    {
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
        MD5.HashData(key, hash);
        return _ring.ServerAt(BinaryPrimitives.ReadUInt32LittleEndian(hash));
    }

    // In libmemcached's own precision, or some weights would give other points.
    private static int HashesOf(int weight, long total, int count)
    {
        float share = weight / (float)total;
        float hashes = share * PointsPerServer / PointsPerHash * count;
        return (int)MathF.Floor((float)(hashes + 0.0000000001));
    }

    private static IEnumerable<uint> PointsOf(byte[] name)
    {
        byte[] hash = MD5.HashData(name);
        return Enumerable.Range(0, PointsPerHash).Select(i => BinaryPrimitives.ReadUInt32LittleEndian(hash.AsSpan(i * sizeof(uint))));
    }
}
