using CacheKit.Memcached.Protocol;

namespace CacheKit.Memcached;

public sealed partial class MemcachedClient
{
    // What a request takes besides its key and value.
    private const int BytesPerRequest = 64;

    // A part may be one line, and proxies do not take lines of any length.
    private const int BytesPerRead = 64 * 1024;

    /// <summary>Reads many entries in one round trip; very many in several parts that are sent together.</summary>
    /// <param name="keys">The keys; not to be changed while the call runs.</param>
    /// <param name="receiver">Takes each entry that is found, in the order of the keys; not called any more after the call has ended.</param>
    /// <param name="options">What is read besides the values, and what reading does to the entries.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask GetManyAsync(ReadOnlyMemory<MemcachedKey> keys, IMemcachedReceiver receiver, MemcachedGetOptions options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        CheckAll(keys.Span);
        var commands = _servers.All[0].Commands;
        var parts = PartsOf(keys, Math.Min(commands.BytesPerPart, BytesPerRead));
        if (parts is [_])
        {
            using var found = await commands.GetManyAsync(keys, options, cancellationToken).ConfigureAwait(false);
            found.DeliverTo(0, receiver);
            return;
        }

        // All are sent before the first is waited for. Their values are handed over in turn: the receiver is never called twice at once.
        var sent = parts.ConvertAll(part => commands.GetManyAsync(keys[part], options, cancellationToken).AsTask());
        await Task.WhenAll(sent).ConfigureAwait(false);
        for (int i = 0; i < sent.Count; i++)
        {
            using var found = await sent[i].ConfigureAwait(false);
            found.DeliverTo(parts[i].Start.Value, receiver);
        }
    }

    /// <summary>Stores many values in one round trip; very many in several parts that are sent together.</summary>
    /// <param name="entries">The values; not to be changed while the call runs.</param>
    /// <param name="options">On what condition and for how long; the flags are each entry's own.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The places of the entries that were not stored, be it that the server refused them; empty when all were.</returns>
    public async ValueTask<IReadOnlyList<int>> StoreManyAsync(ReadOnlyMemory<MemcachedEntry> entries, MemcachedStoreOptions options = default, CancellationToken cancellationToken = default)
    {
        foreach (ref readonly var entry in entries.Span)
            entry.Key.Check();
        var commands = _servers.All[0].Commands;
        var parts = PartsOf(entries, commands.BytesPerPart);
        if (parts is [_])
            return await commands.StoreManyAsync(entries, options, cancellationToken).ConfigureAwait(false);
        var sent = parts.ConvertAll(part => commands.StoreManyAsync(entries[part], options, cancellationToken).AsTask());
        await Task.WhenAll(sent).ConfigureAwait(false);
        List<int> failed = [];
        for (int i = 0; i < sent.Count; i++)
            failed.AddRange((await sent[i].ConfigureAwait(false)).Select(place => place + parts[i].Start.Value));
        return failed;
    }

    /// <summary>Removes many entries in one round trip; very many in several parts that are sent together.</summary>
    /// <param name="keys">The keys; not to be changed while the call runs.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask DeleteManyAsync(ReadOnlyMemory<MemcachedKey> keys, CancellationToken cancellationToken = default)
    {
        CheckAll(keys.Span);
        var commands = _servers.All[0].Commands;
        var sent = PartsOf(keys, commands.BytesPerPart).ConvertAll(part => commands.DeleteManyAsync(keys[part], cancellationToken).AsTask());
        await Task.WhenAll(sent).ConfigureAwait(false);
    }

    private static void CheckAll(ReadOnlySpan<MemcachedKey> keys)
    {
        foreach (ref readonly var key in keys)
            key.Check();
    }

    private static List<Range> PartsOf(ReadOnlyMemory<MemcachedKey> keys, int bytesPerPart)
    {
        var parts = new RequestParts(bytesPerPart);
        foreach (ref readonly var key in keys.Span)
            parts.Add(LengthOf(key));
        return parts.Finish();
    }

    private static List<Range> PartsOf(ReadOnlyMemory<MemcachedEntry> entries, int bytesPerPart)
    {
        var parts = new RequestParts(bytesPerPart);
        foreach (ref readonly var entry in entries.Span)
            parts.Add(LengthOf(entry.Key) + entry.Value.Length);
        return parts.Finish();
    }

    // Rather too much than too little.
    private static long LengthOf(MemcachedKey key) => BytesPerRequest + key.MaximumByteCount;
}
