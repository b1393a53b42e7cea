using System.Buffers;
using CacheKit.Backends;
using CacheKit.Backends.Objects;
using CacheKit.Keys;

namespace CacheKit.Tests.Backends.Objects;

/// <summary>A backend of objects in this process of which nothing works.</summary>
internal sealed class BrokenObjectBackend(Exception failure) : IObjectCacheBackend, IObjectCacheScope
{
    public IObjectCacheScope OpenScope(string scope) => this;

    public CachedObject? Get(string name) => throw failure;

    public bool Set(string name, CachedObject value, TimeSpan? timeToLive) => throw failure;

    public CachedObject? AddOrGet(string name, CachedObject value, TimeSpan? timeToLive) => throw failure;

    public ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken) => throw failure;

    public ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken) => throw failure;

    public ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) => throw failure;

    public ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        throw failure;

    public ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        throw failure;

    public ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken) => throw failure;

    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) => throw failure;

    public ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken) => throw failure;

    public ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) => throw failure;

    public ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken) => throw failure;

    public ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken) => throw failure;

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) => throw failure;

    public ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken) => throw failure;
}
