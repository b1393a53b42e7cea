using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CacheKit.AspNetCore.PageCache.Stores;

/// <summary>
/// A sketch of the pages that were asked for lately: a table of fingerprints that does not grow. It counts to one, since no
/// more is asked, and ages by itself: a page's place is taken by the next one that falls on it, on average after as many
/// others as there are places. No locks: of two that write at once one is forgotten.
/// </summary>
/// <remarks>
/// Fingerprints, not small counters: counters that others have raised too let about one page in some thousands pass, and
/// one page too many makes a full cache cull a third of its entries. Here it is one in two thousand million.
/// </remarks>
internal sealed class SeenPages
{
    private const int PlaceCount = 1 << 16;

    private uint[]? _fingerprints;

    /// <summary>Notes that a page was asked for.</summary>
    /// <returns>Whether it had been before.</returns>
    public bool Note(string key)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(key.AsSpan()), digest);
        // Never zero, which is an empty place.
        var fingerprint = BinaryPrimitives.ReadUInt32LittleEndian(digest) | 1;
        var place = BinaryPrimitives.ReadUInt32LittleEndian(digest[4..]) % PlaceCount;
        return Interlocked.Exchange(ref Fingerprints()[place], fingerprint) == fingerprint;
    }

    private uint[] Fingerprints() =>
        _fingerprints ?? Interlocked.CompareExchange(ref _fingerprints, new uint[PlaceCount], null) ?? _fingerprints;
}
