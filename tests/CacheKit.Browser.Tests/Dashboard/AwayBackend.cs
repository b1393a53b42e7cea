using System.Buffers;
using CacheKit.Backends;
using CacheKit.Keys;

namespace CacheKit.Browser.Tests.Dashboard;

/// <summary>A backend whose server is away.</summary>
internal sealed class AwayBackend : ICacheBackend
{
    public ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken) => throw new IOException("away");

    public ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken) => throw new IOException("away");

    public ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) => throw new IOException("away");

    public ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken) => throw new IOException("away");

    public ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) => throw new IOException("away");

    public ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken) => throw new IOException("away");

    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) => throw new IOException("away");

    public ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken) => throw new IOException("away");

    public ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) => throw new IOException("away");

    public ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken) => throw new IOException("away");

    public ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken) => throw new IOException("away");

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) => throw new IOException("away");

    public ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken) => throw new IOException("away");
}
