using CacheKit.Serialization;

namespace CacheKit.Memcached.Commands;

/// <summary>
/// Gives an entry another key, with what is left of its life. The new place is written before the old one is removed: an
/// interruption leaves both, never neither.
/// </summary>
internal sealed class EntryMove(MemcachedClient client, MemcachedBackendOptions options)
{
    private readonly MemcachedGetOptions _whole = new() { WithCas = true, WithTimeToLive = options.KnowsTimeToLive };

    public async ValueTask<bool> MoveAsync(MemcachedKey source, MemcachedKey destination, CancellationToken cancellationToken)
    {
        using var value = PooledPayloadWriter.Rent();
        while (true)
        {
            value.Clear();
            var found = await client.GetAsync(source, value, _whole, cancellationToken).ConfigureAwait(false);
            if (!found.IsFound)
                return false;
            await client.StoreAsync(
                destination, value.WrittenSequence, new() { Flags = found.Flags, Expiry = options.ExpiryOf(found) }, cancellationToken).ConfigureAwait(false);
            var removed = await client.DeleteAsync(source, found.Cas, cancellationToken).ConfigureAwait(false);
            // Of several that move it at once, the one that removes it has moved it. What has a new value meanwhile moves with that.
            if (removed != MemcachedStatus.Changed)
                return removed == MemcachedStatus.Done;
        }
    }
}
