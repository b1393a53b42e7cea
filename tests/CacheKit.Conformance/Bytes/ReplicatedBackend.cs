using System.Buffers;
using CacheKit.Backends;
using CacheKit.Keys;

namespace CacheKit.Conformance.Bytes;

/// <summary>
/// A store with a replica that lags: what only reads is answered by the replica, which knows nothing of a write before
/// <see cref="CatchUp"/>.
/// </summary>
/// <param name="leader">Where everything is written.</param>
/// <param name="replica">What answers reads; it has a store of its own.</param>
public sealed class ReplicatedBackend(BytesBackend leader, BytesBackend replica) : ICacheBackend
{
    /// <inheritdoc/>
    public CacheKeyPolicy KeyPolicy => leader.KeyPolicy;

    /// <inheritdoc/>
    public ICacheBackend Leader => leader;

    /// <summary>The replica learns of all that was written.</summary>
    public void CatchUp() => replica.Store.Become(leader.Store);

    /// <inheritdoc/>
    public ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken) =>
        replica.TryGetAsync(key, destination, cancellationToken);

    /// <inheritdoc/>
    public ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken) =>
        replica.GetManyAsync(keys, receiver, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) => replica.ContainsAsync(key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) =>
        replica.GetTimeToLiveAsync(key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        leader.SetAsync(key, payload, timeToLive, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        leader.SetManyAsync(items, timeToLive, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        leader.AddAsync(key, payload, timeToLive, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        leader.TouchAsync(key, timeToLive, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) => leader.DeleteAsync(key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken) => leader.DeleteManyAsync(keys, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken) =>
        leader.IncrementAsync(key, delta, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken) =>
        leader.MoveAsync(source, destination, cancellationToken);

    /// <inheritdoc/>
    public ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken) => leader.ClearAsync(prefix, cancellationToken);
}
