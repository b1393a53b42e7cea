using System.Buffers;

namespace CacheKit.Backends.Files;

/// <summary>
/// Looks through all entries of a directory by the heads of their files. Takes no lock and changes nothing, so that it can
/// be done by whoever may only read; what is damaged or foreign is left out.
/// </summary>
internal sealed class EntryListing(CacheDirectory directory, TimeProvider time)
{
    /// <summary>The entries that have not expired.</summary>
    /// <param name="prefix">What their keys begin with; null for all.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IEnumerable<CacheEntryInfo> List(string? prefix, CancellationToken cancellationToken)
    {
        for (int shard = 0; shard < CacheDirectory.Shards; shard++)
        {
            foreach (string fileName in NamesIn(shard))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (TryRead(directory.PathOf(shard, fileName), out var entry) && (prefix is null || entry.Key.StartsWith(prefix, StringComparison.Ordinal)))
                    yield return entry;
            }
        }
    }

    // All at once: a folder that changes while it is listed may name a file twice, or not at all.
    private List<string> NamesIn(int shard)
    {
        try
        {
            return directory.NamesIn(shard);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private bool TryRead(string path, out CacheEntryInfo entry)
    {
        entry = default;
        if (!OpenedFile.TryOpen(path, out var file))
            return false;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(EntryFormat.HeaderLength);
        try
        {
            var first = buffer.AsSpan(0, file.ReadFirst(buffer.AsSpan(0, EntryFormat.HeaderLength)));
            // The file's own length keeps a wrong one from asking for all memory.
            if (!EntryFormat.TryReadHeader(first, out var header) || !file.HasLength(header.FileLength))
                return false;
            if (header.Expires <= time.GetUtcNow().UtcTicks || ReadKey(file, header.KeyLength) is not { } key)
                return false;
            entry = new(key, EndOf(header.Expires), header.PayloadLength);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            file.Dispose();
        }
    }

    private static DateTimeOffset? EndOf(long expires) =>
        expires <= DateTimeOffset.MaxValue.UtcTicks ? new DateTimeOffset(expires, TimeSpan.Zero) : null;

    private static string? ReadKey(OpenedFile file, int length)
    {
        if (length % sizeof(char) != 0)
            return null;
        byte[] bytes = new byte[length];
        if (!file.TryReadRest(EntryFormat.HeaderLength, bytes))
            return null;
        // The low byte first, whatever the machine's own order.
        return string.Create(length / sizeof(char), bytes, static (key, bytes) =>
        {
            for (int place = 0; place < key.Length; place++)
                key[place] = (char)(bytes[place * sizeof(char)] | (bytes[(place * sizeof(char)) + 1] << 8));
        });
    }
}
