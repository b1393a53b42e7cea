using System.Buffers;
using CacheKit.Backends;
using CacheKit.Keys;
using CacheKit.Memcached.Commands;
using CacheKit.Memcached.Routing;
using CacheKit.Resilience;
using CacheKit.Serialization;

namespace CacheKit.Memcached.Generations;

/// <summary>
/// Entries on memcached of which one prefix can be cleared (<c>Options:ClearScope</c> = <c>prefix</c>): their keys hold the
/// generation of their server. A call goes out with the generation that is known here, together with a look at the server's;
/// when that has changed, the call has touched nothing but what nobody finds any more, and is made again. So every call
/// that begins after a clear, in whichever process, sees it, at the price of a small read in the same round trip.
/// </summary>
internal sealed class GenerationBackend(MemcachedEntries entries, PrefixGenerations generations) : ICacheBackend, IPartlyAvailable, IServerStoreSize, IAsyncDisposable
{
    // A generation changes with a clear, an eviction or a restart.
    private const int Tries = 10;

    private readonly ManyInGeneration _many = new(entries, generations);

    public CacheKeyPolicy KeyPolicy => CacheKeyPolicy.Refuse;

    public bool IsPartlyAvailable => entries.IsPartlyAvailable;

    public ValueTask PingAsync(CancellationToken cancellationToken) => entries.Client.PingAsync(cancellationToken);

    public ValueTask<StoreSize> MeasureAsync(CancellationToken cancellationToken) => entries.MeasureAsync(cancellationToken);

    public async ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        // What turns out to be of an old generation must not have been written.
        using var payload = PooledPayloadWriter.Rent();
        bool found = await CallAsync(key, static (entries, key, payload, token) =>
        {
            payload.Clear();
            return entries.TryGetAsync(key, payload, token);
        }, payload, cancellationToken).ConfigureAwait(false);
        if (found)
            destination.Write(payload.WrittenSpan);
        return found;
    }

    public ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken) =>
        _many.GetAsync(keys, receiver, cancellationToken);

    public async ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        await CallAsync(key, static async (entries, key, call, token) =>
        {
            await entries.SetAsync(key, call.payload, call.timeToLive, token).ConfigureAwait(false);
            return true;
        }, (payload, timeToLive), cancellationToken).ConfigureAwait(false);

    public ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        _many.SetAsync(items, timeToLive, cancellationToken);

    public ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        CallAsync(
            key, static (entries, key, call, token) => entries.AddAsync(key, call.payload, call.timeToLive, token), (payload, timeToLive), cancellationToken);

    public ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        CallAsync(key, static (entries, key, life, token) => entries.TouchAsync(key, life, token), timeToLive, cancellationToken);

    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) =>
        CallAsync(key, static (entries, key, _, token) => entries.DeleteAsync(key, token), 0, cancellationToken);

    public ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken) =>
        _many.DeleteAsync(keys, cancellationToken);

    public ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) =>
        CallAsync(key, static (entries, key, _, token) => entries.ContainsAsync(key, token), 0, cancellationToken);

    public ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken) =>
        CallAsync(key, static (entries, key, delta, token) => entries.IncrementAsync(key, delta, token), delta, cancellationToken);

    public async ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken)
    {
        var (from, to) = (KeyInGeneration.Check(source), KeyInGeneration.Check(destination));
        for (int tries = 0; tries < Tries; tries++)
        {
            // Looked at before, not together: with an old one at the new place alone the entry would be moved out of sight.
            var old = await LookAsync(source, from, cancellationToken).ConfigureAwait(false);
            var next = await LookAsync(destination, to, cancellationToken).ConfigureAwait(false);
            bool moved = await entries.MoveAsync(old.Key, next.Key, cancellationToken).ConfigureAwait(false);
            if (await IsCurrentAsync(old, cancellationToken).ConfigureAwait(false))
                return moved;
        }

        throw Unsettled(source);
    }

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) =>
        CallAsync(key, static (entries, key, _, token) => entries.GetTimeToLiveAsync(key, token), 0, cancellationToken);

    public ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken) => prefix is null
        ? entries.FlushAsync(cancellationToken)
        : generations.RenewAsync(cancellationToken);

    public ValueTask DisposeAsync() => entries.DisposeAsync();

    private async ValueTask<TResult> CallAsync<TState, TResult>(
        CacheKey key,
        Func<MemcachedEntries, MemcachedKey, TState, CancellationToken, ValueTask<TResult>> call,
        TState state,
        CancellationToken cancellationToken)
    {
        var route = KeyInGeneration.Check(key);
        for (int tries = 0; tries < Tries; tries++)
        {
            var server = entries.Client.ServerOf(route.Key);
            string generation = generations.Known(server) ?? await generations.FindAsync(route, cancellationToken).ConfigureAwait(false);
            var place = KeyInGeneration.Of(key, route, server, generation);
            var looking = IsCurrentAsync(place, cancellationToken).AsTask();
            var calling = call(entries, place.Key, state, cancellationToken).AsTask();
            await Task.WhenAll(looking, calling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (await looking.ConfigureAwait(false))
                return await calling.ConfigureAwait(false);
        }

        throw Unsettled(key);
    }

    private async ValueTask<KeyInGeneration> LookAsync(CacheKey key, KeyRoute route, CancellationToken cancellationToken)
    {
        var server = entries.Client.ServerOf(route.Key);
        string generation = await generations.FindAsync(route, cancellationToken).ConfigureAwait(false);
        generations.Learn(server, generation);
        return KeyInGeneration.Of(key, route, server, generation);
    }

    private async ValueTask<bool> IsCurrentAsync(KeyInGeneration place, CancellationToken cancellationToken)
    {
        string? generation = await generations.ReadAsync(place.Route, cancellationToken).ConfigureAwait(false);
        generations.Learn(place.Server, generation);
        return generation == place.Generation;
    }

    private static InvalidOperationException Unsettled(CacheKey key) =>
        new($"The generation of the server that has {KeyDisplay.Show(key.ToString(), logKeys: false)} changed {Tries} times during one call: somebody clears without end, or the server has too little memory (-m).");
}
