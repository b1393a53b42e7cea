using System.Buffers;
using CacheKit.Backends;
using CacheKit.Keys;

namespace CacheKit.Tool.Tests;

/// <summary>A backend whose server is down.</summary>
public sealed class BrokenBackend : ICacheBackend, IEnumerableCacheBackend
{
    /// <summary>What a configuration calls it.</summary>
    public const string Name = "CacheKit.Tool.Tests.BrokenBackend, CacheKit.Tool.Tests";

    private static IOException Failure => new("the server is on fire");

    public ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken) => throw Failure;

    public ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken) => throw Failure;

    public ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) => throw Failure;

    public ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        throw Failure;

    public ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) => throw Failure;

    public ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken) => throw Failure;

    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) => throw Failure;

    public ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken) => throw Failure;

    public ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) => throw Failure;

    public ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken) => throw Failure;

    public ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken) => throw Failure;

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) => throw Failure;

    public ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken) => throw Failure;

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => throw Failure;

    public IAsyncEnumerable<CacheEntryInfo> ListAsync(string? prefix, CancellationToken cancellationToken) => throw Failure;
}
