using System.Buffers;
using CacheKit.Keys;

namespace CacheKit.Backends;

/// <summary>
/// Where entries are kept: keys, payload bytes and a time to live. A backend knows nothing of versions, prefixes, types
/// or HTTP. Implement it for a store of your own and prove it with the facts of CacheKit.Conformance.
/// </summary>
/// <remarks>
/// <para>Thread-safe. Times to live are relative and positive; null means that the entry never expires. A payload that is
/// an integer's decimal text can be incremented; all others are opaque.</para>
/// <para>A failure is thrown as whatever the client library throws; the caller wraps it in
/// <see cref="CacheBackendException"/>. An expired entry is as if absent in every operation. A backend that implements
/// <see cref="IAsyncDisposable"/> or <see cref="IDisposable"/> is disposed by the container that made it.</para>
/// </remarks>
public interface ICacheBackend
{
    /// <summary>What happens to keys that memcached could not hold.</summary>
    CacheKeyPolicy KeyPolicy => CacheKeyPolicy.Warn;

    /// <summary>
    /// The same store, whose reads see every write that was acknowledged. A backend that reads from replicas gives one that
    /// reads where it writes: always the same object, and its own leader. It is asked wherever an answer from a moment ago
    /// would be wrong (whether a tag was removed, who was first), and is not disposed.
    /// </summary>
    ICacheBackend Leader => this;

    /// <summary>Reads a payload; counts as use.</summary>
    /// <param name="key">The key.</param>
    /// <param name="destination">Takes the payload; nothing is written on a miss.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether the key was there.</returns>
    ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken);

    /// <summary>
    /// Reads many payloads in one round trip. When a part of the store fails, what the others have may be handed over before the
    /// call fails: with <c>Options:OnFailure</c> = <c>miss</c> it is found.
    /// </summary>
    /// <param name="keys">The keys; at least one.</param>
    /// <param name="receiver">Takes each payload that is found, in any order; none after the call has ended.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken);

    /// <summary>Stores a payload. A set that fails leaves the old payload or none, never a part.</summary>
    /// <param name="key">The key.</param>
    /// <param name="payload">The payload; valid until the call ends.</param>
    /// <param name="timeToLive">Positive, or null for never.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken);

    /// <summary>Stores many payloads in one round trip.</summary>
    /// <param name="items">The entries; at least one.</param>
    /// <param name="timeToLive">Positive, or null for never.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The places of the entries that could not be stored; empty when all were.</returns>
    ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken);

    /// <summary>Stores a payload if the key is absent, atomically.</summary>
    /// <param name="key">The key.</param>
    /// <param name="payload">The payload; valid until the call ends.</param>
    /// <param name="timeToLive">Positive, or null for never.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether it was stored.</returns>
    ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a payload if the key is absent, else reads the one that is there. In one round trip where the server can. The
    /// read sees what was in the way: never ask a replica.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="payload">The payload; valid until the call ends.</param>
    /// <param name="timeToLive">Positive, or null for never.</param>
    /// <param name="destination">Takes the payload that was there.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    async ValueTask<AddOrGetResult> AddOrGetAsync(
        CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        if (await AddAsync(key, payload, timeToLive, cancellationToken).ConfigureAwait(false))
            return AddOrGetResult.Added;
        return await Leader.TryGetAsync(key, destination, cancellationToken).ConfigureAwait(false)
            ? AddOrGetResult.Existing
            : AddOrGetResult.Vanished;
    }

    /// <summary>Gives an entry a new time to live. Does not count as use.</summary>
    /// <param name="key">The key.</param>
    /// <param name="timeToLive">Positive, or null for never.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether the key was there.</returns>
    ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken);

    /// <summary>Removes an entry.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether one was there.</returns>
    ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken);

    /// <summary>Removes many entries in one round trip.</summary>
    /// <param name="keys">The keys; at least one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken);

    /// <summary>Whether an entry is there. Does not count as use.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken);

    /// <summary>Adds to an integer, atomically, and keeps its expiry; counts as use.</summary>
    /// <param name="key">The key.</param>
    /// <param name="delta">What to add; may be negative.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken);

    /// <summary>Moves an entry with its remaining time to live to another key, replacing what is there.</summary>
    /// <param name="source">Where it is.</param>
    /// <param name="destination">Where it goes; differs from <paramref name="source"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether the source was there.</returns>
    ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken);

    /// <summary>How long an entry will still live.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>No value: absent. A null value: it never expires.</returns>
    ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken);

    /// <summary>Removes everything in the store, or everything whose final key begins with a prefix.</summary>
    /// <param name="prefix">The prefix, never empty; null for everything.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken);
}
