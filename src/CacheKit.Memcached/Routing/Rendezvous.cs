using System.Buffers;
using System.Text;

namespace CacheKit.Memcached.Routing;

/// <summary>pymemcache's rule: the server with the highest score has the key; its score is the hash of <c>server-key</c>.</summary>
internal sealed class Rendezvous : IKeyDistribution
{
    // The last of several servers with the same score wins by its name.
    private readonly Candidate[] _candidates;

    /// <param name="servers">The servers, of whom each name is there once.</param>
    public Rendezvous(IEnumerable<MemcachedServerAddress> servers) =>
        _candidates =
        [
            .. servers.Select(static (server, place) => new Candidate(NameOf(server), place))
                .OrderByDescending(static candidate => candidate.Name, StringComparer.Ordinal),
        ];

    // hot path: no allocation
    public int PlaceOf(ReadOnlySpan<byte> key)
    {
        // The key stands behind room for what is left of a server's name, so that both are hashed together without being joined.
        const int Room = MurmurHash3.BlockLength - 1;
        Span<byte> text = stackalloc byte[Room + MemcachedKey.MaximumLength];
        text = text[..(Room + CharactersOf(key, text[Room..]))];
        uint highest = 0;
        int winner = -1;
        foreach (var candidate in _candidates)
        {
            int start = Room - candidate.Rest.Length;
            candidate.Rest.CopyTo(text[start..]);
            uint score = candidate.Score(text[start..]);
            if (winner < 0 || score > highest)
                (highest, winner) = (score, candidate.Place);
        }

        return winner;
    }

    // pymemcache hashes characters, of each its lowest eight bits, and counts them. Bytes that are no UTF-8 stand for themselves.
    private static int CharactersOf(ReadOnlySpan<byte> key, Span<byte> characters)
    {
        if (Ascii.IsValid(key))
        {
            key.CopyTo(characters);
            return key.Length;
        }

        int count = 0;
        while (!key.IsEmpty)
        {
            bool isCharacter = Rune.DecodeFromUtf8(key, out var rune, out int length) == OperationStatus.Done;
            characters[count++] = isCharacter ? (byte)rune.Value : key[0];
            key = key[(isCharacter ? length : 1)..];
        }

        return count;
    }

    // An address of IPv6 has no brackets there, and a socket no scheme.
    private static string NameOf(MemcachedServerAddress server) => server.SocketPath ?? FormattableString.Invariant($"{server.Host}:{server.Port}");

    private sealed class Candidate
    {
        private readonly uint _state;
        private readonly int _length;

        public Candidate(string name, int place)
        {
            Name = name;
            Place = place;
            byte[] start = [.. $"{name}-".EnumerateRunes().Select(static rune => (byte)rune.Value)];
            _length = start.Length;
            _state = MurmurHash3.Take(0, start);
            Rest = start[(start.Length & -MurmurHash3.BlockLength)..];
        }

        public string Name { get; }

        public int Place { get; }

        /// <summary>What of the name did not make a whole block.</summary>
        public byte[] Rest { get; }

        /// <param name="text">The rest of the name and the key.</param>
        public uint Score(ReadOnlySpan<byte> text)
        {
            int blocks = text.Length & -MurmurHash3.BlockLength;
            return MurmurHash3.Finish(MurmurHash3.Take(_state, text), text[blocks..], _length - Rest.Length + text.Length);
        }
    }
}
