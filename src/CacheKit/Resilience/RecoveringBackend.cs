using System.Buffers;
using System.Runtime.CompilerServices;
using CacheKit.Backends;
using CacheKit.Keys;
using CacheKit.Tags;

namespace CacheKit.Resilience;

/// <summary>
/// A backend that may be away for a while: what could not be removed meanwhile is removed before anything else is asked of it.
/// </summary>
internal sealed class RecoveringBackend : ICacheBackend
{
    private readonly ICacheBackend _inner;
    private readonly LostRemovals _lost;
    private readonly bool _remembers;

    /// <param name="inner">The backend.</param>
    /// <param name="lost">What was lost of the alias.</param>
    /// <param name="remembers">Whether a write that fails here is remembered, since its caller will not be told or cannot do it again.</param>
    public RecoveringBackend(ICacheBackend inner, LostRemovals lost, bool remembers)
    {
        (_inner, _lost, _remembers) = (inner, lost, remembers);
        Leader = ReferenceEquals(inner.Leader, inner) ? this : new RecoveringBackend(inner.Leader, lost, remembers);
        ForPages = remembers ? Leader : new RecoveringBackend(inner.Leader, lost, remembers: true);
    }

    public CacheKeyPolicy KeyPolicy => _inner.KeyPolicy;

    public ICacheBackend Leader { get; }

    /// <summary>The same for pages and fragments, whose removals are remembered in any case.</summary>
    public ICacheBackend ForPages { get; }

    // hot path: while nothing was lost, a field
    private bool PassesReads => _lost.IsEmpty;

    private bool PassesWrites => !_remembers && _lost.IsEmpty;

    public ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken) => PassesReads
        ? _inner.TryGetAsync(key, destination, cancellationToken)
        : ReadAsync(static (inner, call, token) => inner.TryGetAsync(call.key, call.destination, token), (key, destination), cancellationToken);

    public ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken) => PassesReads
        ? _inner.GetManyAsync(keys, receiver, cancellationToken)
        : NothingAsync(ReadAsync(static (inner, call, token) => DoneAsync(inner.GetManyAsync(call.keys, call.receiver, token)), (keys, receiver), cancellationToken));

    public ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) => PassesReads
        ? _inner.ContainsAsync(key, cancellationToken)
        : ReadAsync(static (inner, key, token) => inner.ContainsAsync(key, token), key, cancellationToken);

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) => PassesReads
        ? _inner.GetTimeToLiveAsync(key, cancellationToken)
        : ReadAsync(static (inner, key, token) => inner.GetTimeToLiveAsync(key, token), key, cancellationToken);

    // A value that was made because none was found takes no other's place: one that is lost leaves nothing old behind.
    public ValueTask<AddOrGetResult> AddOrGetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, IBufferWriter<byte> destination, CancellationToken cancellationToken) => PassesReads
        ? _inner.AddOrGetAsync(key, payload, timeToLive, destination, cancellationToken)
        : ReadAsync(static (inner, call, token) => inner.AddOrGetAsync(call.key, call.payload, call.timeToLive, call.destination, token), (key, payload, timeToLive, destination), cancellationToken);

    public ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) => PassesWrites
        ? _inner.SetAsync(key, payload, timeToLive, cancellationToken)
        : NothingAsync(WriteAsync(static (inner, call, token) => DoneAsync(inner.SetAsync(call.key, call.payload, call.timeToLive, token)), static (lost, call) => lost.Remember(call.key), (key, payload, timeToLive), cancellationToken));

    public ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken) => PassesWrites
        ? _inner.SetManyAsync(items, timeToLive, cancellationToken)
        : SetManyAndRememberAsync(items, timeToLive, cancellationToken);

    public ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) => PassesWrites
        ? _inner.AddAsync(key, payload, timeToLive, cancellationToken)
        : WriteAsync(static (inner, call, token) => inner.AddAsync(call.key, call.payload, call.timeToLive, token), static (lost, call) => lost.Remember(call.key), (key, payload, timeToLive), cancellationToken);

    public ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken) => PassesWrites
        ? _inner.TouchAsync(key, timeToLive, cancellationToken)
        : WriteAsync(static (inner, call, token) => inner.TouchAsync(call.key, call.timeToLive, token), static (lost, call) => lost.Remember(call.key), (key, timeToLive), cancellationToken);

    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) => PassesWrites
        ? _inner.DeleteAsync(key, cancellationToken)
        : WriteAsync(static (inner, key, token) => inner.DeleteAsync(key, token), static (lost, key) => lost.Remember(key), key, cancellationToken);

    public ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken) => PassesWrites
        ? _inner.DeleteManyAsync(keys, cancellationToken)
        : NothingAsync(WriteAsync(static (inner, keys, token) => DoneAsync(inner.DeleteManyAsync(keys, token)), static (lost, keys) => lost.Remember(keys.Span), keys, cancellationToken));

    public ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken) => PassesWrites
        ? _inner.IncrementAsync(key, delta, cancellationToken)
        : WriteAsync(static (inner, call, token) => inner.IncrementAsync(call.key, call.delta, token), static (lost, call) => lost.Remember(call.key), (key, delta), cancellationToken);

    public ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken) => PassesWrites
        ? _inner.MoveAsync(source, destination, cancellationToken)
        : WriteAsync(static (inner, call, token) => inner.MoveAsync(call.source, call.destination, token), static (lost, call) => lost.Remember(call.source, call.destination), (source, destination), cancellationToken);

    public ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken) => PassesWrites
        ? _inner.ClearAsync(prefix, cancellationToken)
        : NothingAsync(WriteAsync(static (inner, prefix, token) => DoneAsync(inner.ClearAsync(prefix, token)), static (lost, prefix) => lost.RememberClear(prefix), prefix, cancellationToken));

    /// <summary>Remembers keys whose entries must not be found again, though nothing of them has come as far as here.</summary>
    public void Remember(ReadOnlySpan<CacheKey> keys)
    {
        if (_remembers)
            _lost.Remember(keys);
    }

    /// <summary>The removal of tags: <see cref="TagMarker.ReplaceAsync"/>.</summary>
    public ValueTask ReplaceMarkersAsync(CacheKey removals, CacheKey[] markers, CancellationToken cancellationToken) => PassesWrites
        ? TagMarker.ReplaceAsync(_inner, removals, markers, cancellationToken)
        : NothingAsync(WriteAsync(static (inner, call, token) => DoneAsync(TagMarker.ReplaceAsync(inner, call.removals, call.markers, token)), static (lost, call) => lost.RememberTags(call.removals, call.markers), (removals, markers), cancellationToken));

    private async ValueTask<TResult> ReadAsync<TState, TResult>(Func<ICacheBackend, TState, CancellationToken, ValueTask<TResult>> call, TState state, CancellationToken cancellationToken)
    {
        await _lost.CarryOutAsync(cancellationToken).ConfigureAwait(false);
        return await call(_inner, state, cancellationToken).ConfigureAwait(false);
    }

    // What fails may have been done all the same, and what a caller gives up may be done yet: both count as lost, at once.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TResult> WriteAsync<TState, TResult>(
        Func<ICacheBackend, TState, CancellationToken, ValueTask<TResult>> call, Action<LostRemovals, TState> remember, TState state, CancellationToken cancellationToken)
    {
        var loss = _remembers ? new LostWrite<TState>(_lost, remember, state) : null;
        using var givenUp = loss is null ? default : cancellationToken.UnsafeRegister(static given => ((LostWrite<TState>)given!).Remember(), loss);
        try
        {
            if (!_lost.IsEmpty)
                await _lost.CarryOutAsync(cancellationToken).ConfigureAwait(false);
            return await call(_inner, state, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (loss is not null && exception is not InvalidCacheKeyException)
        {
            loss.Remember();
            throw;
        }
    }

    private async ValueTask<IReadOnlyList<int>> SetManyAndRememberAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        var failed = await WriteAsync(
            static (inner, call, token) => inner.SetManyAsync(call.items, call.timeToLive, token),
            static (lost, call) => lost.Remember(Array.ConvertAll(call.items.ToArray(), static item => item.Key)),
            (items, timeToLive),
            cancellationToken).ConfigureAwait(false);
        // A server that went away in the midst of it may have told only that.
        if (failed.Count > 0)
            Remember([.. failed.Select(index => items.Span[index].Key)]);
        return failed;
    }

    private static async ValueTask NothingAsync<T>(ValueTask<T> call) => await call.ConfigureAwait(false);

    private static async ValueTask<bool> DoneAsync(ValueTask call)
    {
        await call.ConfigureAwait(false);
        return true;
    }
}
