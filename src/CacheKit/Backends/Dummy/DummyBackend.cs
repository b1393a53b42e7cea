using System.Buffers;
using CacheKit.Keys;

namespace CacheKit.Backends.Dummy;

/// <summary>
/// Stores nothing (Django's <c>DummyCache</c>): for development, where everything should be made anew. Keys and values
/// are checked before they get here, as for every backend.
/// </summary>
internal sealed class DummyBackend : ICacheBackend
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

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) => new(default(CacheValue<TimeSpan?>));

    public ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken) => default;
}
