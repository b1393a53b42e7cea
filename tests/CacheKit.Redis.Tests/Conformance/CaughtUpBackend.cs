using System.Buffers;
using CacheKit.Backends;
using CacheKit.Keys;
using CacheKit.Redis.Tests.Servers;

namespace CacheKit.Redis.Tests.Conformance;

/// <summary>A backend that reads from replicas, whose writes end when the replicas have them.</summary>
internal sealed class CaughtUpBackend(RedisBackend inner, RedisStore store) : ICacheBackend, IAsyncDisposable
{
    public ICacheBackend Leader => inner.Leader;

    public ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken) =>
        inner.TryGetAsync(key, destination, cancellationToken);

    public ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken) =>
        inner.GetManyAsync(keys, receiver, cancellationToken);

    public async ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        await inner.SetAsync(key, payload, timeToLive, cancellationToken);
        await store.WaitForReplicasAsync();
    }

    public ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        CaughtUpAsync(inner.SetManyAsync(items, timeToLive, cancellationToken));

    public ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        CaughtUpAsync(inner.AddAsync(key, payload, timeToLive, cancellationToken));

    public ValueTask<AddOrGetResult> AddOrGetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, IBufferWriter<byte> destination, CancellationToken cancellationToken) =>
        CaughtUpAsync(inner.AddOrGetAsync(key, payload, timeToLive, destination, cancellationToken));

    public ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        CaughtUpAsync(inner.TouchAsync(key, timeToLive, cancellationToken));

    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) =>
        CaughtUpAsync(inner.DeleteAsync(key, cancellationToken));

    public async ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken)
    {
        await inner.DeleteManyAsync(keys, cancellationToken);
        await store.WaitForReplicasAsync();
    }

    public ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) =>
        inner.ContainsAsync(key, cancellationToken);

    public ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken) =>
        CaughtUpAsync(inner.IncrementAsync(key, delta, cancellationToken));

    public ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken) =>
        CaughtUpAsync(inner.MoveAsync(source, destination, cancellationToken));

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) =>
        inner.GetTimeToLiveAsync(key, cancellationToken);

    public async ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken)
    {
        await inner.ClearAsync(prefix, cancellationToken);
        await store.WaitForReplicasAsync();
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async ValueTask<TResult> CaughtUpAsync<TResult>(ValueTask<TResult> write)
    {
        var result = await write;
        await store.WaitForReplicasAsync();
        return result;
    }
}
