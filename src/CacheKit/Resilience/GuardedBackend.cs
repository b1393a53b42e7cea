using System.Buffers;
using System.Runtime.CompilerServices;
using CacheKit.Backends;
using CacheKit.Keys;

namespace CacheKit.Resilience;

/// <summary>
/// A backend on a server behind a circuit breaker: while the server is away, calls fail at once instead of each waiting
/// for a time limit of its own.
/// </summary>
internal sealed class GuardedBackend : ICacheBackend
{
    /// <summary>From when on a call that its caller gave up on says that the server does not answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ICacheBackend _inner;
    private readonly Circuit _circuit;
    private readonly Circuit _readCircuit;
    private readonly TimeProvider _time;

    /// <param name="inner">The backend.</param>
    /// <param name="circuit">The circuit breaker of what its leader carries out.</param>
    /// <param name="readCircuit">
    /// That of what replicas may answer; the same where there are none. One for both would keep callers from replicas that answer,
    /// and answers of replicas would keep it from opening while each call of a leader that is away waits for its time limit.
    /// </param>
    /// <param name="time">The clock of <see cref="Patience"/>.</param>
    public GuardedBackend(ICacheBackend inner, Circuit circuit, Circuit readCircuit, TimeProvider time)
    {
        (_inner, _circuit, _readCircuit, _time) = (inner, circuit, readCircuit, time);
        Leader = ReferenceEquals(inner.Leader, inner) ? this : new GuardedBackend(inner.Leader, circuit, circuit, time);
    }

    public CacheKeyPolicy KeyPolicy => _inner.KeyPolicy;

    public ICacheBackend Leader { get; }

    public ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken) =>
        CallAsync(
            _readCircuit, static (call, token) => call._inner.TryGetAsync(call.key, call.destination, token), (_inner, key, destination),
            cancellationToken);

    public async ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken) =>
        await CallAsync(
            _readCircuit, static (call, token) => call._inner.GetManyAsync(call.keys, call.receiver, token).WithResultAsync(),
            (_inner, keys, receiver), cancellationToken).ConfigureAwait(false);

    public async ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        await CallAsync(
            _circuit, static (call, token) => call._inner.SetAsync(call.key, call.payload, call.timeToLive, token).WithResultAsync(),
            (_inner, key, payload, timeToLive), cancellationToken).ConfigureAwait(false);

    public ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        CallAsync(
            _circuit, static (call, token) => call._inner.SetManyAsync(call.items, call.timeToLive, token), (_inner, items, timeToLive),
            cancellationToken);

    public ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        CallAsync(
            _circuit, static (call, token) => call._inner.AddAsync(call.key, call.payload, call.timeToLive, token),
            (_inner, key, payload, timeToLive), cancellationToken);

    public ValueTask<AddOrGetResult> AddOrGetAsync(
        CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, IBufferWriter<byte> destination, CancellationToken cancellationToken) =>
        CallAsync(
            _circuit, static (call, token) => call._inner.AddOrGetAsync(call.key, call.payload, call.timeToLive, call.destination, token),
            (_inner, key, payload, timeToLive, destination), cancellationToken);

    public ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        CallAsync(_circuit, static (call, token) => call._inner.TouchAsync(call.key, call.timeToLive, token), (_inner, key, timeToLive), cancellationToken);

    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) =>
        CallAsync(_circuit, static (call, token) => call._inner.DeleteAsync(call.key, token), (_inner, key), cancellationToken);

    public async ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken) =>
        await CallAsync(
            _circuit, static (call, token) => call._inner.DeleteManyAsync(call.keys, token).WithResultAsync(), (_inner, keys),
            cancellationToken).ConfigureAwait(false);

    public ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) =>
        CallAsync(_readCircuit, static (call, token) => call._inner.ContainsAsync(call.key, token), (_inner, key), cancellationToken);

    public ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken) =>
        CallAsync(_circuit, static (call, token) => call._inner.IncrementAsync(call.key, call.delta, token), (_inner, key, delta), cancellationToken);

    public ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken) =>
        CallAsync(
            _circuit, static (call, token) => call._inner.MoveAsync(call.source, call.destination, token), (_inner, source, destination),
            cancellationToken);

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) =>
        CallAsync(_readCircuit, static (call, token) => call._inner.GetTimeToLiveAsync(call.key, token), (_inner, key), cancellationToken);

    public async ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken) =>
        await CallAsync(
            _circuit, static (call, token) => call._inner.ClearAsync(call.prefix, token).WithResultAsync(), (_inner, prefix),
            cancellationToken).ConfigureAwait(false);

    // hot path: while the circuit is closed, a field is read and the call's frame comes from a pool.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TResult> CallAsync<TState, TResult>(
        Circuit circuit, Func<TState, CancellationToken, ValueTask<TResult>> call, TState state, CancellationToken cancellationToken)
    {
        if (!circuit.IsClosed)
            return await circuit.TryAsync(call, state, cancellationToken).ConfigureAwait(false);
        long began = _time.GetTimestamp();
        try
        {
            var result = await call(state, cancellationToken).ConfigureAwait(false);
            circuit.Answered();
            return result;
        }
        catch (Exception exception) when (!IsImpatience(exception, began, cancellationToken))
        {
            await circuit.FailedAsync(exception).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Whether the caller alone ended the call, so soon that it says nothing of the server.</summary>
    private bool IsImpatience(Exception exception, long began, CancellationToken cancellationToken) =>
        exception is OperationCanceledException && cancellationToken.IsCancellationRequested && _time.GetElapsedTime(began) < Patience;
}
