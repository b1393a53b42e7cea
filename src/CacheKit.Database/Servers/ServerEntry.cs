using System.Buffers;
using CacheKit.Backends;
using CacheKit.Database.Keys;

namespace CacheKit.Database.Servers;

/// <summary>What a row is to hold.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Payload">Its payload in one piece, as ADO.NET providers want it.</param>
internal readonly record struct ServerEntry(DatabaseKey Key, ReadOnlyMemory<byte> Payload)
{
    public static ServerEntry Of(CacheItem item) => new(DatabaseKey.Of(item.Key), InOnePiece(item.Payload));

    public static ReadOnlyMemory<byte> InOnePiece(ReadOnlySequence<byte> payload) => payload.IsSingleSegment ? payload.First : payload.ToArray();

    /// <summary>
    /// The entries in the order of their keys, in which all callers lock rows, so that they do not wait for each other
    /// in a ring; of two with one key the later one.
    /// </summary>
    public static List<ServerEntry> InOrder(ReadOnlySpan<CacheItem> items)
    {
        var entries = new SortedDictionary<string, ServerEntry>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            var entry = Of(item);
            entries[entry.Key.Text] = entry;
        }

        return [.. entries.Values];
    }
}
