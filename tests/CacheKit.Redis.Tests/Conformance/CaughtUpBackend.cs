using System.Buffers;
using CacheKit.Backends;
using CacheKit.Keys;
using CacheKit.Redis.Tests.Servers;

namespace CacheKit.Redis.Tests.Conformance;

/// <summary>A backend that reads from replicas, whose writes end when the replicas have them.</summary>
internal sealed class CaughtUpBackend : ICacheBackend, IAsyncDisposable
{
    private readonly RedisBackend _inner;
    private readonly RedisStore _store;

    public CaughtUpBackend(RedisBackend inner, RedisStore store)
    {
        _inner = inner;
        _store = store;
        Leader = inner.Leader == inner ? this : new CaughtUpBackend((RedisBackend)inner.Leader, store);
    }

    public ICacheBackend Leader { get; }

    public ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken) =>
        _inner.TryGetAsync(key, destination, cancellationToken);

    public ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken) =>
        _inner.GetManyAsync(keys, receiver, cancellationToken);

    public async ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        await _inner.SetAsync(key, payload, timeToLive, cancellationToken);
        await _store.WaitForReplicasAsync();
    }

    public ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        CaughtUpAsync(_inner.SetManyAsync(items, timeToLive, cancellationToken));

    public ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        CaughtUpAsync(_inner.AddAsync(key, payload, timeToLive, cancellationToken));

    public ValueTask<AddOrGetResult> AddOrGetAsync(
        CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, IBufferWriter<byte> destination, CancellationToken cancellationToken) =>
        CaughtUpAsync(_inner.AddOrGetAsync(key, payload, timeToLive, destination, cancellationToken));

    public ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        CaughtUpAsync(_inner.TouchAsync(key, timeToLive, cancellationToken));

    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) =>
        CaughtUpAsync(_inner.DeleteAsync(key, cancellationToken));

    public async ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken)
    {
        await _inner.DeleteManyAsync(keys, cancellationToken);
        await _store.WaitForReplicasAsync();
    }

    public ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) =>
        _inner.ContainsAsync(key, cancellationToken);

    public ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken) =>
        CaughtUpAsync(_inner.IncrementAsync(key, delta, cancellationToken));

    public ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken) =>
        CaughtUpAsync(_inner.MoveAsync(source, destination, cancellationToken));

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) =>
        _inner.GetTimeToLiveAsync(key, cancellationToken);

    public async ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken)
    {
        await _inner.ClearAsync(prefix, cancellationToken);
        await _store.WaitForReplicasAsync();
    }

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private async ValueTask<TResult> CaughtUpAsync<TResult>(ValueTask<TResult> write)
    {
        var result = await write;
        await _store.WaitForReplicasAsync();
        return result;
    }
}
