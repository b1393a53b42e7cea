using CacheKit.Memcached.Protocol.Replies;
using CacheKit.Memcached.Routing;

namespace CacheKit.Memcached;

public sealed partial class MemcachedClient
{
    // A part may be one line, and proxies do not take lines of any length.
    private const int BytesPerRead = 64 * 1024;

    /// <summary>
    /// Reads many entries in one round trip to each server, of all at once; very many in several parts that are sent together.
    /// When a server fails, what the others have is handed over before the call fails.
    /// </summary>
    /// <param name="keys">The keys; not to be changed while the call runs.</param>
    /// <param name="receiver">Takes each entry that is found, in the order of the keys; not called any more after the call has ended.</param>
    /// <param name="options">What is read besides the values, and what reading does to the entries.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask GetManyAsync(
        ReadOnlyMemory<MemcachedKey> keys, IMemcachedReceiver receiver, MemcachedGetOptions options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        var parts = Divide(keys, BytesPerRead);
        if (parts is [var whole])
        {
            using var found = await whole.Server.Commands.GetManyAsync(whole.Items, options, cancellationToken).ConfigureAwait(false);
            found.DeliverTo(whole, receiver);
            return;
        }

        // All are sent before the first is waited for. Their values are handed over in turn: the receiver is never called twice at once.
        var sent = parts.ConvertAll(part => part.Server.Commands.GetManyAsync(part.Items, options, cancellationToken).AsTask());
        Task all = Task.WhenAll(sent);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Deliver(parts, sent, receiver);
        await all.ConfigureAwait(false);
    }

    /// <summary>
    /// Stores many values in one round trip to each server, on all at once; very many in several parts that are sent together.
    /// When a server fails, the others store theirs before the call fails.
    /// </summary>
    /// <param name="entries">The values; not to be changed while the call runs.</param>
    /// <param name="options">On what condition and for how long; the flags are each entry's own.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The places of the entries that were not stored, be it that the server refused them; empty when all were.</returns>
    public async ValueTask<IReadOnlyList<int>> StoreManyAsync(
        ReadOnlyMemory<MemcachedEntry> entries, MemcachedStoreOptions options = default, CancellationToken cancellationToken = default)
    {
        foreach (ref readonly var entry in entries.Span)
            entry.Key.Check();
        var parts = new ManyCall<MemcachedEntry>(_servers, static entry => entry.Key, static entry => entry.Value.Length).Divide(entries);
        if (parts is [{ Places: null } whole])
            return await whole.Server.Commands.StoreManyAsync(entries, options, cancellationToken).ConfigureAwait(false);
        var sent = parts.ConvertAll(part => part.Server.Commands.StoreManyAsync(part.Items, options, cancellationToken).AsTask());
        var failed = await Task.WhenAll(sent).ConfigureAwait(false);
        return [.. failed.SelectMany((places, i) => places.Select(parts[i].PlaceOf)).Order()];
    }

    /// <summary>
    /// Removes many entries in one round trip to each server, on all at once; very many in several parts that are sent together.
    /// When a server fails, the others remove theirs before the call fails.
    /// </summary>
    /// <param name="keys">The keys; not to be changed while the call runs.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask DeleteManyAsync(ReadOnlyMemory<MemcachedKey> keys, CancellationToken cancellationToken = default)
    {
        var sent = Divide(keys, int.MaxValue).ConvertAll(part => part.Server.Commands.DeleteManyAsync(part.Items, cancellationToken).AsTask());
        await Task.WhenAll(sent).ConfigureAwait(false);
    }

    private List<Part<MemcachedKey>> Divide(ReadOnlyMemory<MemcachedKey> keys, int bytesPerPart)
    {
        foreach (ref readonly var key in keys.Span)
            key.Check();
        return new ManyCall<MemcachedKey>(_servers, static key => key, static _ => 0, bytesPerPart).Divide(keys);
    }

    // Those that failed have nothing to hand over.
    private void Deliver(List<Part<MemcachedKey>> parts, List<Task<FoundValues>> sent, IMemcachedReceiver receiver)
    {
        var read = parts.Zip(sent)
            .Where(static pair => pair.Second.IsCompletedSuccessfully)
            .Select(static pair => (Part: pair.First, Values: pair.Second.Result)).ToList();
        try
        {
            if (_servers.All.Count == 1)
            {
                read.ForEach(item => item.Values.DeliverTo(item.Part, receiver));
                return;
            }

            // Each server's are in the order of the keys, and together they have to be so, too.
            foreach (var (place, found) in read.SelectMany(static item => item.Values.PlacedIn(item.Part)).OrderBy(static item => item.Place))
                found.DeliverTo(place, receiver);
        }
        finally
        {
            read.ForEach(static item => item.Values.Dispose());
        }
    }
}
