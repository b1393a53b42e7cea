using System.Buffers;
using CacheKit.Backends;
using CacheKit.Keys;

namespace CacheKit.Tests.Configuration;

/// <summary>A backend for the sake of being made and closed; it holds nothing.</summary>
public class IdleBackend : ICacheBackend
{
    public ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken) => new(false);

    public ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken) => default;

    public ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) => default;

    public ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken) => new([]);

    public ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) => new(true);

    public ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken) => new(false);

    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) => new(false);

    public ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken) => default;

    public ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) => new(false);

    public ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken) =>
        new(new IncrementResult(IncrementStatus.Missing));

    public ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken) => new(false);

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) => default;

    public ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken) => default;
}
