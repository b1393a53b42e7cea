using System.Buffers;
using CacheKit.Backends;
using CacheKit.Keys;

namespace CacheKit.AspNetCore.Tests;

/// <summary>A backend whose server is down.</summary>
internal class BrokenBackend : ICacheBackend
{
    public ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken) => throw new IOException("down");

    public ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken) =>
        throw new IOException("down");

    public ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        throw new IOException("down");

    public ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        throw new IOException("down");

    public ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        throw new IOException("down");

    public ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken) => throw new IOException("down");

    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) => throw new IOException("down");

    public ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken) => throw new IOException("down");

    public ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) => throw new IOException("down");

    public ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken) => throw new IOException("down");

    public ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken) => throw new IOException("down");

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) => throw new IOException("down");

    public ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken) => throw new IOException("down");
}
