using System.Buffers;
using CacheKit.Backends;
using CacheKit.Keys;

namespace CacheKit.Tests;

/// <summary>
/// A backend that lets its caller wait in each operation, as a server does, and comes back on the context that it was
/// called on, as code without <c>ConfigureAwait(false)</c> does.
/// </summary>
internal sealed class SlowBackend(ICacheBackend inner) : ICacheBackend
{
    public async ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return await inner.TryGetAsync(key, destination, cancellationToken);
    }

    public async ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await inner.GetManyAsync(keys, receiver, cancellationToken);
    }

    public async ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await inner.SetAsync(key, payload, timeToLive, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return await inner.SetManyAsync(items, timeToLive, cancellationToken);
    }

    public async ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return await inner.AddAsync(key, payload, timeToLive, cancellationToken);
    }

    public async ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return await inner.TouchAsync(key, timeToLive, cancellationToken);
    }

    public async ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return await inner.DeleteAsync(key, cancellationToken);
    }

    public async ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await inner.DeleteManyAsync(keys, cancellationToken);
    }

    public async ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return await inner.ContainsAsync(key, cancellationToken);
    }

    public async ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return await inner.IncrementAsync(key, delta, cancellationToken);
    }

    public async ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return await inner.MoveAsync(source, destination, cancellationToken);
    }

    public async ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return await inner.GetTimeToLiveAsync(key, cancellationToken);
    }

    public async ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await inner.ClearAsync(prefix, cancellationToken);
    }
}
