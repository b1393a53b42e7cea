using System.Buffers;
using CacheKit.Backends;
using CacheKit.Keys;

namespace CacheKit.Documentation.Tests.World;

/// <summary>A backend of somebody's own, which holds nothing.</summary>
public class TieredBackend : ICacheBackend
{
    /// <inheritdoc/>
    public ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken) => new(false);

    /// <inheritdoc/>
    public ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    public ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken) => new([]);

    /// <inheritdoc/>
    public ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) => new(true);

    /// <inheritdoc/>
    public ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken) => new(false);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) => new(false);

    /// <inheritdoc/>
    public ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    public ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) => new(false);

    /// <inheritdoc/>
    public ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken) => new(default(IncrementResult));

    /// <inheritdoc/>
    public ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken) => new(false);

    /// <inheritdoc/>
    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) => new(default(CacheValue<TimeSpan?>));

    /// <inheritdoc/>
    public ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken) => default;
}
