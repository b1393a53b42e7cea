using System.Buffers;
using System.Collections.Concurrent;
using CacheKit.Backends;
using CacheKit.Keys;

namespace CacheKit.Memcached.Tests.Conformance;

/// <summary>
/// A backend on a server that tells nobody how long its entries live: a server with SASL speaks the binary protocol alone. How
/// long they were given is remembered here, so that what is past its end can be removed when a fact lets time pass. That the
/// server is told the right times, the same backend proves on servers that can be asked.
/// </summary>
/// <param name="inner">The backend.</param>
/// <param name="time">The clock of the fact.</param>
/// <param name="unknown">What an entry is given that is written anew.</param>
/// <param name="ends">When entries end; shared by the backends of a fact.</param>
internal sealed class KnownLives(
    MemcachedBackend inner, TimeProvider time, TimeSpan? unknown, ConcurrentDictionary<CacheKey, DateTimeOffset> ends) : ICacheBackend, IAsyncDisposable
{
    public CacheKeyPolicy KeyPolicy => inner.KeyPolicy;

    public ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken) =>
        inner.TryGetAsync(key, destination, cancellationToken);

    public ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken) =>
        inner.GetManyAsync(keys, receiver, cancellationToken);

    public ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        Remember(key, timeToLive);
        return inner.SetAsync(key, payload, timeToLive, cancellationToken);
    }

    public ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        foreach (var item in items.Span)
            Remember(item.Key, timeToLive);
        return inner.SetManyAsync(items, timeToLive, cancellationToken);
    }

    public async ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        RememberIf(await inner.AddAsync(key, payload, timeToLive, cancellationToken), key, timeToLive);

    public async ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        RememberIf(await inner.TouchAsync(key, timeToLive, cancellationToken), key, timeToLive);

    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    public ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken) => inner.DeleteManyAsync(keys, cancellationToken);

    public ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) => inner.ContainsAsync(key, cancellationToken);

    public async ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken)
    {
        var result = await inner.IncrementAsync(key, delta, cancellationToken);
        RememberIf(result.Status == IncrementStatus.Done && (result.Value < 0 || result.Value - delta < 0), key, unknown);
        return result;
    }

    public async ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken) =>
        RememberIf(await inner.MoveAsync(source, destination, cancellationToken), destination, unknown);

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) =>
        inner.GetTimeToLiveAsync(key, cancellationToken);

    public ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken) => inner.ClearAsync(prefix, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private bool RememberIf(bool isWritten, CacheKey key, TimeSpan? timeToLive)
    {
        if (isWritten)
            Remember(key, timeToLive);
        return isWritten;
    }

    private void Remember(CacheKey key, TimeSpan? timeToLive)
    {
        var now = time.GetUtcNow();
        if (timeToLive is { } life && life < DateTimeOffset.MaxValue - now)
            ends[key] = now + life;
        else
            ends.TryRemove(key, out _);
    }
}
