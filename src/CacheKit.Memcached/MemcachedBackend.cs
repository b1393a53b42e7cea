using System.Buffers;
using CacheKit.Backends;
using CacheKit.Keys;
using CacheKit.Memcached.Commands;
using CacheKit.Resilience;

namespace CacheKit.Memcached;

/// <summary>
/// Entries on memcached servers (Django's <c>PyMemcacheCache</c> and <c>PyLibMCCache</c>): the final key, the value as other
/// clients read it, the server's own expiry.
/// </summary>
internal sealed class MemcachedBackend(MemcachedEntries entries) : ICacheBackend, IPartlyAvailable, IServerStoreSize, IAsyncDisposable
{
    public CacheKeyPolicy KeyPolicy => CacheKeyPolicy.Refuse;

    public bool IsPartlyAvailable => entries.IsPartlyAvailable;

    public ValueTask PingAsync(CancellationToken cancellationToken) => entries.Client.PingAsync(cancellationToken);

    public ValueTask<StoreSize> MeasureAsync(CancellationToken cancellationToken) => entries.MeasureAsync(cancellationToken);

    // hot path: no allocation
    public ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken) =>
        entries.TryGetAsync(key, destination, cancellationToken);

    public ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken) =>
        entries.GetManyAsync(KeysOf(keys), receiver, cancellationToken);

    // hot path: no allocation
    public ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        entries.SetAsync(key, payload, timeToLive, cancellationToken);

    public ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        var stored = new MemcachedEntry[items.Length];
        for (int place = 0; place < stored.Length; place++)
            stored[place] = MemcachedEntries.EntryOf(items.Span[place].Key, items.Span[place].Payload);
        return entries.SetManyAsync(stored, timeToLive, cancellationToken);
    }

    public ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        entries.AddAsync(key, payload, timeToLive, cancellationToken);

    public ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        entries.TouchAsync(key, timeToLive, cancellationToken);

    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) =>
        entries.DeleteAsync(key, cancellationToken);

    public ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken) =>
        entries.DeleteManyAsync(KeysOf(keys), cancellationToken);

    public ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) =>
        entries.ContainsAsync(key, cancellationToken);

    public ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken) =>
        entries.IncrementAsync(key, delta, cancellationToken);

    public ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken) =>
        entries.MoveAsync(source, destination, cancellationToken);

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) =>
        entries.GetTimeToLiveAsync(key, cancellationToken);

    // memcached lists no keys: what cannot be cleared by itself is cleared with everything. An alias with ClearScope = prefix
    // is on another backend.
    public ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken) => entries.FlushAsync(cancellationToken);

    public ValueTask DisposeAsync() => entries.DisposeAsync();

    private static MemcachedKey[] KeysOf(ReadOnlyMemory<CacheKey> keys)
    {
        var wanted = new MemcachedKey[keys.Length];
        for (int place = 0; place < wanted.Length; place++)
            wanted[place] = keys.Span[place];
        return wanted;
    }
}
