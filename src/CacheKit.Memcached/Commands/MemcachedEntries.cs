using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using CacheKit.Backends;
using CacheKit.Memcached.Values;

namespace CacheKit.Memcached.Commands;

/// <summary>The entries on the servers: payloads under keys as they are there.</summary>
/// <param name="client">The client; the entries close it.</param>
/// <param name="options">In what they differ from others.</param>
internal sealed class MemcachedEntries(MemcachedClient client, MemcachedBackendOptions options) : IAsyncDisposable
{
    // A state that no entry has.
    private const ulong NoCas = ulong.MaxValue;

    private static readonly MemcachedGetOptions _payload = new() { AsPayload = true };
    private static readonly MemcachedGetOptions _presence = new() { WithoutValue = true, KeepsRecency = true };

    private readonly MemcachedCounter _counter = new(client, options);
    private readonly EntryMove _move = new(client, options);

    public MemcachedClient Client => client;

    /// <summary>Whether there are several servers, of which not all are away.</summary>
    public bool IsPartlyAvailable => client.Servers.Count > 1 && client.Servers.Any(static server => !server.Health.HasFailed);

    // hot path: no allocation
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> TryGetAsync(MemcachedKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken) =>
        (await client.GetAsync(key, destination, _payload, cancellationToken).ConfigureAwait(false)).IsFound;

    public async ValueTask GetManyAsync(ReadOnlyMemory<MemcachedKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken)
    {
        using var payloads = new PayloadReceiver(receiver);
        await client.GetManyAsync(keys, payloads, default, cancellationToken).ConfigureAwait(false);
    }

    // hot path: no allocation
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SetAsync(MemcachedKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        try
        {
            await StoreAsync(key, payload, timeToLive, MemcachedStoreMode.Set, cancellationToken).ConfigureAwait(false);
        }
        catch (MemcachedServerException)
        {
            await RemoveOldAsync([key]).ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<MemcachedEntry> entries, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        try
        {
            var failed = await client.StoreManyAsync(entries, new() { Expiry = ExpiryAfter(timeToLive) }, cancellationToken).ConfigureAwait(false);
            if (failed.Count > 0)
                await RemoveOldAsync([.. failed.Select(place => entries.Span[place].Key)]).ConfigureAwait(false);
            return failed;
        }
        catch (MemcachedServerException)
        {
            await RemoveOldAsync(Array.ConvertAll(entries.ToArray(), static entry => entry.Key)).ConfigureAwait(false);
            throw;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> AddAsync(MemcachedKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        await StoreAsync(key, payload, timeToLive, MemcachedStoreMode.Add, cancellationToken).ConfigureAwait(false) == MemcachedStatus.Done;

    public ValueTask<bool> TouchAsync(MemcachedKey key, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        client.TouchAsync(key, ExpiryAfter(timeToLive), cancellationToken);

    public async ValueTask<bool> DeleteAsync(MemcachedKey key, CancellationToken cancellationToken) =>
        await client.DeleteAsync(key, 0, cancellationToken).ConfigureAwait(false) == MemcachedStatus.Done;

    public ValueTask DeleteManyAsync(ReadOnlyMemory<MemcachedKey> keys, CancellationToken cancellationToken) =>
        client.DeleteManyAsync(keys, cancellationToken);

    public async ValueTask<bool> ContainsAsync(MemcachedKey key, CancellationToken cancellationToken) => options.KnowsTimeToLive
        ? (await client.GetAsync(key, Nowhere.Instance, _presence, cancellationToken).ConfigureAwait(false)).IsFound
        // The binary protocol reads nothing without its value; but it tells what is not deleted, since it has changed, from what is not there.
        : await client.DeleteAsync(key, NoCas, cancellationToken).ConfigureAwait(false) == MemcachedStatus.Changed;

    public ValueTask<IncrementResult> IncrementAsync(MemcachedKey key, long delta, CancellationToken cancellationToken) =>
        _counter.AddAsync(key, delta, cancellationToken);

    public ValueTask<bool> MoveAsync(MemcachedKey source, MemcachedKey destination, CancellationToken cancellationToken) =>
        _move.MoveAsync(source, destination, cancellationToken);

    public async ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(MemcachedKey key, CancellationToken cancellationToken)
    {
        if (!options.KnowsTimeToLive)
            return await ContainsAsync(key, cancellationToken).ConfigureAwait(false) ? new(options.UnknownTimeToLive) : default;
        var found = await client.GetAsync(key, Nowhere.Instance, _presence with { WithTimeToLive = true }, cancellationToken).ConfigureAwait(false);
        return found.IsFound ? new(found.TimeToLive) : default;
    }

    /// <summary>Removes everything on all servers.</summary>
    /// <exception cref="InvalidOperationException">A server does not allow it.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.FlushAllAsync(default, cancellationToken).ConfigureAwait(false);
        }
        // In the binary protocol that is what the server says when its operator does not allow it.
        catch (MemcachedServerException refusal) when (refusal.Error != MemcachedError.NotAuthenticated || !options.KnowsTimeToLive)
        {
            throw new InvalidOperationException(
                $"memcached does not allow flush_all, so that nothing can be cleared but what one alias has stored: set Options:ClearScope = prefix and a KeyPrefix, or start it without -F. {refusal.Message}",
                refusal);
        }
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

    /// <summary>What is stored under a key.</summary>
    public static MemcachedEntry EntryOf(MemcachedKey key, in ReadOnlySequence<byte> payload)
    {
        var value = PayloadFlags.ValueOf(payload, out uint flags);
        return new(key, value, flags);
    }

    /// <summary>What all servers together hold, as each keeps count of it.</summary>
    public async ValueTask<StoreSize> MeasureAsync(CancellationToken cancellationToken)
    {
        var (count, bytes) = (0L, 0L);
        var asking = client.Servers.Select(server => server.Commands.GetStatisticsAsync(null, cancellationToken).AsTask());
        var all = await Task.WhenAll(asking).ConfigureAwait(false);
        foreach (var statistics in all)
        {
            count += NumberOf(statistics, "curr_items");
            bytes += NumberOf(statistics, "bytes");
        }

        return new(count, bytes);
    }

    private static long NumberOf(IReadOnlyList<KeyValuePair<string, string>> statistics, string name)
    {
        string? text = statistics.FirstOrDefault(statistic => statistic.Key == name).Value;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
    }

    private ValueTask<MemcachedStatus> StoreAsync(
        MemcachedKey key, in ReadOnlySequence<byte> payload, TimeSpan? timeToLive, MemcachedStoreMode mode, CancellationToken cancellationToken)
    {
        var value = PayloadFlags.ValueOf(payload, out uint flags);
        return client.StoreAsync(key, value, new() { Mode = mode, Expiry = ExpiryAfter(timeToLive), Flags = flags }, cancellationToken);
    }

    // Not every server and proxy removes the old value when it refuses the new one. That it could not be stored is what the
    // caller is told, whatever becomes of this; so it does not end with his patience either.
    private async ValueTask RemoveOldAsync(MemcachedKey[] keys)
    {
        try
        {
            await client.DeleteManyAsync(keys, CancellationToken.None).ConfigureAwait(false);
        }
        catch (MemcachedException)
        {
            // The server that has just answered is away, or refuses everything.
        }
    }

    private static MemcachedExpiry ExpiryAfter(TimeSpan? timeToLive) => timeToLive is { } life ? MemcachedExpiry.After(life) : MemcachedExpiry.Never;
}
