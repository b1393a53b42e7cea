using System.Buffers;
using System.Runtime.CompilerServices;
using CacheKit.Backends;
using CacheKit.Keys;
using CacheKit.Tags;

namespace CacheKit.Resilience;

/// <summary>
/// A backend that may be away for a while: an entry that could not be removed meanwhile is removed before anything else is
/// asked of its key.
/// </summary>
internal sealed class RecoveringBackend : ICacheBackend
{
    private readonly ICacheBackend _inner;
    private readonly LostRemovals _lost;
    private readonly bool _remembers;

    /// <param name="inner">The backend.</param>
    /// <param name="lost">What was lost of the alias.</param>
    /// <param name="remembers">Whether what replaces or removes and fails here is remembered, since its caller will not be told or cannot do it again.</param>
    public RecoveringBackend(ICacheBackend inner, LostRemovals lost, bool remembers)
    {
        (_inner, _lost, _remembers) = (inner, lost, remembers);
        Leader = ReferenceEquals(inner.Leader, inner) ? this : new RecoveringBackend(inner.Leader, lost, remembers);
    }

    public CacheKeyPolicy KeyPolicy => _inner.KeyPolicy;

    public ICacheBackend Leader { get; }

    /// <summary>The same for pages and fragments, whose removals are remembered in any case.</summary>
    public ICacheBackend ForPages => field ??= _remembers ? Leader : new RecoveringBackend(_inner.Leader, _lost, remembers: true);

    /// <summary>The leader for operations that leave nothing old behind when they fail: whatever they do is not remembered.</summary>
    public ICacheBackend Tentative => field ??= _remembers ? new RecoveringBackend(_inner.Leader, _lost, remembers: false) : Leader;

    // hot path: while nothing was lost, a field
    private bool Passes => _lost.IsEmpty;

    private bool PassesRemovals => !_remembers && _lost.IsEmpty;

    public ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken) => Passes
        ? _inner.TryGetAsync(key, destination, cancellationToken)
        : ReadAsync(static (inner, call, token) => inner.TryGetAsync(call.key, call.destination, token), (key, destination), [key], cancellationToken);

    public ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken) => Passes
        ? _inner.GetManyAsync(keys, receiver, cancellationToken)
        : ReadAsync(
            static (inner, call, token) => inner.GetManyAsync(call.keys, call.receiver, token).WithResultAsync(), (keys, receiver), keys.ToArray(),
            cancellationToken).WithoutResultAsync();

    public ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) => Passes
        ? _inner.ContainsAsync(key, cancellationToken)
        : ReadAsync(static (inner, key, token) => inner.ContainsAsync(key, token), key, [key], cancellationToken);

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) => Passes
        ? _inner.GetTimeToLiveAsync(key, cancellationToken)
        : ReadAsync(static (inner, key, token) => inner.GetTimeToLiveAsync(key, token), key, [key], cancellationToken);

    // A value that was made because none was found takes no other's place, as one that is added: lost, it leaves nothing old behind.
    public ValueTask<AddOrGetResult> AddOrGetAsync(
        CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, IBufferWriter<byte> destination,
        CancellationToken cancellationToken) => Passes
        ? _inner.AddOrGetAsync(key, payload, timeToLive, destination, cancellationToken)
        : ChangeAsync(
            static (inner, call, token) => inner.AddOrGetAsync(call.key, call.payload, call.timeToLive, call.destination, token),
            (key, payload, timeToLive, destination), [key], cancellationToken);

    public ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) => Passes
        ? _inner.AddAsync(key, payload, timeToLive, cancellationToken)
        : ChangeAsync(
            static (inner, call, token) => inner.AddAsync(call.key, call.payload, call.timeToLive, token), (key, payload, timeToLive), [key],
            cancellationToken);

    // Nor does what changes an entry and keeps it. A counter is off by what was lost, and would be gone by a deletion.
    public ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken) => Passes
        ? _inner.TouchAsync(key, timeToLive, cancellationToken)
        : ChangeAsync(static (inner, call, token) => inner.TouchAsync(call.key, call.timeToLive, token), (key, timeToLive), [key], cancellationToken);

    public ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken) => Passes
        ? _inner.IncrementAsync(key, delta, cancellationToken)
        : ChangeAsync(static (inner, call, token) => inner.IncrementAsync(call.key, call.delta, token), (key, delta), [key], cancellationToken);

    public ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken) => Passes
        ? _inner.MoveAsync(source, destination, cancellationToken)
        : ChangeAsync(
            static (inner, call, token) => inner.MoveAsync(call.source, call.destination, token), (source, destination), [source, destination],
            cancellationToken);

    public ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) => PassesRemovals
        ? _inner.SetAsync(key, payload, timeToLive, cancellationToken)
        : RemoveAsync(
            static (inner, call, token) => inner.SetAsync(call.key, call.payload, call.timeToLive, token).WithResultAsync(),
            static (lost, call) => lost.Remember(call.key), (key, payload, timeToLive), static call => [call.key],
            cancellationToken).WithoutResultAsync();

    public ValueTask<IReadOnlyList<int>> SetManyAsync(
        ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken) => PassesRemovals
        ? _inner.SetManyAsync(items, timeToLive, cancellationToken)
        : SetManyAndRememberAsync(items, timeToLive, cancellationToken);

    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) => PassesRemovals
        ? _inner.DeleteAsync(key, cancellationToken)
        : RemoveAsync(
            static (inner, key, token) => inner.DeleteAsync(key, token), static (lost, key) => lost.Remember(key), key, static key => [key],
            cancellationToken);

    public ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken) => PassesRemovals
        ? _inner.DeleteManyAsync(keys, cancellationToken)
        : RemoveAsync(
            static (inner, keys, token) => inner.DeleteManyAsync(keys, token).WithResultAsync(), static (lost, keys) => lost.Remember(keys.Span),
            keys, static keys => keys.ToArray(), cancellationToken).WithoutResultAsync();

    public ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken) => PassesRemovals
        ? _inner.ClearAsync(prefix, cancellationToken)
        : RemoveAsync(
            static (inner, prefix, token) => inner.ClearAsync(prefix, token).WithResultAsync(), static (lost, prefix) => lost.RememberClear(prefix),
            prefix, static _ => [], cancellationToken).WithoutResultAsync();

    /// <summary>Remembers keys whose entries must not be found again, though nothing of them has come as far as here.</summary>
    public void Remember(ReadOnlySpan<CacheKey> keys)
    {
        if (_remembers)
            _lost.Remember(keys);
    }

    /// <summary>The same of one that must not go before another's, if that is lost too.</summary>
    public void RememberBehind(CacheKey key, CacheKey first)
    {
        if (_remembers)
            _lost.RememberBehind(key, first);
    }

    /// <summary>The removal of tags: <see cref="TagMarker.ReplaceAsync"/>.</summary>
    public ValueTask ReplaceMarkersAsync(CacheKey removals, CacheKey[] markers, CancellationToken cancellationToken) => PassesRemovals
        ? TagMarker.ReplaceAsync(_inner, removals, markers, cancellationToken)
        : RemoveAsync(
            static (inner, call, token) => TagMarker.ReplaceAsync(inner, call.removals, call.markers, token).WithResultAsync(),
            static (lost, call) => lost.RememberTags(call.removals, call.markers), (removals, markers), static call => call.markers,
            cancellationToken).WithoutResultAsync();

    private async ValueTask<TResult> ReadAsync<TState, TResult>(
        Func<ICacheBackend, TState, CancellationToken, ValueTask<TResult>> call, TState state, CacheKey[] keys, CancellationToken cancellationToken)
    {
        await _lost.MakeGoodAsync(keys, cancellationToken).ConfigureAwait(false);
        return await call(_inner, state, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A write that takes no other entry's place.</summary>
    private async ValueTask<TResult> ChangeAsync<TState, TResult>(
        Func<ICacheBackend, TState, CancellationToken, ValueTask<TResult>> call, TState state, CacheKey[] keys, CancellationToken cancellationToken)
    {
        var result = await ReadAsync(call, state, keys, cancellationToken).ConfigureAwait(false);
        _lost.Written();
        return result;
    }

    // What fails may have been done all the same, and what a caller gives up may be done yet: both count as lost, at once.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TResult> RemoveAsync<TState, TResult>(
        Func<ICacheBackend, TState, CancellationToken, ValueTask<TResult>> call,
        Action<LostRemovals, TState> remember,
        TState state,
        Func<TState, CacheKey[]> keysOf,
        CancellationToken cancellationToken)
    {
        var loss = _remembers ? new LostWrite<TState>(_lost, remember, state) : null;
        using var givenUp = loss is null ? default : cancellationToken.UnsafeRegister(static given => ((LostWrite<TState>)given!).Remember(), loss);
        try
        {
            if (_lost.IsEmpty)
                return await call(_inner, state, cancellationToken).ConfigureAwait(false);
            await _lost.MakeGoodAsync(keysOf(state), cancellationToken).ConfigureAwait(false);
            var result = await call(_inner, state, cancellationToken).ConfigureAwait(false);
            _lost.Written();
            return result;
        }
        catch (Exception exception) when (loss is not null && exception is not InvalidCacheKeyException)
        {
            loss.Remember();
            throw;
        }
    }

    private async ValueTask<IReadOnlyList<int>> SetManyAndRememberAsync(
        ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        var failed = await RemoveAsync(
            static (inner, call, token) => inner.SetManyAsync(call.items, call.timeToLive, token),
            static (lost, call) => lost.Remember(KeysOf(call.items)),
            (items, timeToLive),
            static call => KeysOf(call.items),
            cancellationToken).ConfigureAwait(false);
        // A server that went away in the midst of it may have told only that.
        if (failed.Count > 0)
            Remember([.. failed.Select(index => items.Span[index].Key)]);
        return failed;
    }

    private static CacheKey[] KeysOf(ReadOnlyMemory<CacheItem> items) => Array.ConvertAll(items.ToArray(), static item => item.Key);
}
