using System.Buffers;
using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.Backends;
using CacheKit.Keys;
using CacheKit.Values;

namespace CacheKit.AspNetCore.Dashboard.Inspection;

/// <summary>Reads what the page cache keeps as bytes, without counting hits and misses.</summary>
internal sealed class PageRecords(CacheContext context, KeySpace keys)
{
    /// <summary>The records under some names, in one round trip; those that are not there, or are no records, are left out.</summary>
    public async Task<Dictionary<string, PageRecord>> ReadAsync(string[] names, CancellationToken cancellationToken)
    {
        var receiver = new Receiver(context, names);
        if (names.Length > 0)
            await context.Leader.GetManyAsync(Array.ConvertAll(names, keys.KeyOf), receiver, cancellationToken).ConfigureAwait(false);
        return receiver.Found;
    }

    private sealed class Receiver(CacheContext context, string[] names) : ICachePayloadReceiver
    {
        public Dictionary<string, PageRecord> Found { get; } = new(StringComparer.Ordinal);

        public void Receive(int index, in ReadOnlySequence<byte> payload)
        {
            if (context.Serializer.TryRead<PageRecord>(payload.ToArray(), out var record, out _) && record is not null)
                Found[names[index]] = record;
        }
    }
}
