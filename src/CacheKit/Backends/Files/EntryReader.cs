using System.Buffers;
using CacheKit.Keys;

namespace CacheKit.Backends.Files;

/// <summary>Reads the files of entries. Without a lock: a file is replaced as a whole, and who has opened it reads the old one to its end.</summary>
/// <param name="plain">Whether to use only what .NET has on every system.</param>
internal sealed class EntryReader(bool plain = false)
{
    // What one read takes: more than this is read where the caller wants it.
    private const int FirstLength = 16 * 1024;

    /// <summary>Reads an entry.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="key">Whose it should be.</param>
    /// <param name="now">The time in ticks (UTC).</param>
    /// <param name="destination">Takes the payload of a live entry, else nothing.</param>
    /// <param name="expires">When a live entry ends.</param>
    // hot path: no exception for a miss, one open and one read for a hit
    public EntryState Read(string path, CacheKey key, long now, IBufferWriter<byte> destination, out long expires)
    {
        expires = 0;
        if (!OpenedFile.TryOpen(path, out var file, plain))
            return EntryState.Absent;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstLength);
        try
        {
            var first = buffer.AsSpan(0, file.ReadFirst(buffer));
            if (!EntryFormat.TryReadHeader(first, out var header))
                return EntryState.Damaged;
            expires = header.Expires;
            return header.FileLength == first.Length
                ? ReadSmall(first, header, key, now, destination)
                : ReadLarge(file, first, header, key, now, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            file.Dispose();
        }
    }

    /// <summary>Looks at the head of an entry's file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="now">The time in ticks (UTC).</param>
    /// <param name="prefix">What the key has to begin with.</param>
    /// <returns>Live: not expired as far as the head tells. Foreign: the key does not begin so.</returns>
    public EntryState Peek(string path, long now, ReadOnlySpan<char> prefix = default)
    {
        if (!OpenedFile.TryOpen(path, out var file, plain))
            return EntryState.Absent;
        using (file)
        {
            int length = EntryFormat.HeaderLength + (prefix.Length * sizeof(char));
            byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
            try
            {
                var first = buffer.AsSpan(0, file.ReadFirst(buffer.AsSpan(0, length)));
                if (!EntryFormat.TryReadHeader(first, out var header) || !file.HasLength(header.FileLength))
                    return EntryState.Damaged;
                if (prefix.Length * sizeof(char) > header.KeyLength || !EntryFormat.KeyStartsWith(first[EntryFormat.HeaderLength..], prefix))
                    return EntryState.Foreign;
                return header.Expires <= now ? EntryState.Expired : EntryState.Live;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private static EntryState ReadSmall(ReadOnlySpan<byte> file, EntryHeader header, CacheKey key, long now, IBufferWriter<byte> destination)
    {
        var head = file[..(int)header.HeadLength];
        var payload = file[head.Length..];
        if (!EntryFormat.IsWhole(head, payload))
            return EntryState.Damaged;
        var state = Judge(head, header, key, now);
        if (state == EntryState.Live)
            destination.Write(payload);
        return state;
    }

    private static EntryState ReadLarge(OpenedFile file, ReadOnlySpan<byte> first, EntryHeader header, CacheKey key, long now, IBufferWriter<byte> destination)
    {
        // The lengths are not proven yet; the file's own length keeps a wrong one from asking for all memory.
        if (header.FileLength > Array.MaxLength || header.FileLength <= first.Length || !file.HasLength(header.FileLength))
            return EntryState.Damaged;
        byte[]? rented = null;
        var head = first;
        if (header.HeadLength > first.Length)
        {
            rented = ArrayPool<byte>.Shared.Rent((int)header.HeadLength);
            head = rented.AsSpan(0, (int)header.HeadLength);
            if (!file.TryReadRest(0, rented.AsSpan(0, head.Length)))
                return Returned(rented, EntryState.Damaged);
        }

        head = head[..(int)header.HeadLength];
        // Straight into the reader's buffer; it counts only once it is known to be whole.
        var payload = destination.GetSpan((int)header.PayloadLength)[..(int)header.PayloadLength];
        var known = first.Length > head.Length ? first[head.Length..] : [];
        known.CopyTo(payload);
        if (!file.TryReadRest(head.Length + known.Length, payload[known.Length..]) || !EntryFormat.IsWhole(head, payload))
            return Returned(rented, EntryState.Damaged);
        var state = Judge(head, header, key, now);
        if (state == EntryState.Live)
            destination.Advance(payload.Length);
        return Returned(rented, state);
    }

    private static EntryState Judge(ReadOnlySpan<byte> head, EntryHeader header, CacheKey key, long now)
    {
        if (!EntryFormat.IsKey(head[EntryFormat.HeaderLength..], key))
            return EntryState.Foreign;
        return header.Expires <= now ? EntryState.Expired : EntryState.Live;
    }

    private static EntryState Returned(byte[]? rented, EntryState state)
    {
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return state;
    }
}
