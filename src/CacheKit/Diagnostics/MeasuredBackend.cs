using System.Buffers;
using System.Runtime.CompilerServices;
using CacheKit.Backends;
using CacheKit.Keys;

namespace CacheKit.Diagnostics;

/// <summary>
/// A backend outside this process's memory whose calls are timed and traced while somebody listens. It stands behind the
/// circuit breaker: what is measured has been asked of the server.
/// </summary>
internal sealed class MeasuredBackend : ICacheBackend
{
    private readonly ICacheBackend _inner;
    private readonly BackendMeter _meter;

    public MeasuredBackend(ICacheBackend inner, BackendMeter meter)
    {
        (_inner, _meter) = (inner, meter);
        Leader = ReferenceEquals(inner.Leader, inner) ? this : new MeasuredBackend(inner.Leader, meter);
    }

    public CacheKeyPolicy KeyPolicy => _inner.KeyPolicy;

    public ICacheBackend Leader { get; }

    public ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        if (!_meter.IsWatched)
            return _inner.TryGetAsync(key, destination, cancellationToken);
        var counted = Counted(destination);
        return MeasureAsync(
            CacheOperation.Get,
            static (call, token) => call._inner.TryGetAsync(call.key, call.Destination, token),
            (_inner, key, Destination: counted ?? destination),
            cancellationToken,
            read: counted);
    }

    public ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken)
    {
        if (!_meter.IsWatched)
            return _inner.GetManyAsync(keys, receiver, cancellationToken);
        var counted = _meter.CountsBytes ? new CountingReceiver(receiver) : null;
        return MeasureAsync(
            CacheOperation.GetMany,
            static (call, token) => call._inner.GetManyAsync(call.keys, call.Receiver, token).WithResultAsync(),
            (_inner, keys, Receiver: counted ?? receiver),
            cancellationToken,
            read: counted).WithoutResultAsync();
    }

    public ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) => !_meter.IsWatched
        ? _inner.SetAsync(key, payload, timeToLive, cancellationToken)
        : MeasureAsync(
            CacheOperation.Set,
            static (call, token) => call._inner.SetAsync(call.key, call.payload, call.timeToLive, token).WithResultAsync(),
            (_inner, key, payload, timeToLive),
            cancellationToken,
            written: payload.Length).WithoutResultAsync();

    public ValueTask<IReadOnlyList<int>> SetManyAsync(
        ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken) => !_meter.IsWatched
        ? _inner.SetManyAsync(items, timeToLive, cancellationToken)
        : MeasureAsync(
            CacheOperation.SetMany,
            static (call, token) => call._inner.SetManyAsync(call.items, call.timeToLive, token),
            (_inner, items, timeToLive),
            cancellationToken,
            written: LengthOf(items.Span));

    public ValueTask<bool> AddAsync(
        CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) => !_meter.IsWatched
        ? _inner.AddAsync(key, payload, timeToLive, cancellationToken)
        : MeasureAsync(
            CacheOperation.Add,
            static (call, token) => call._inner.AddAsync(call.key, call.payload, call.timeToLive, token),
            (_inner, key, payload, timeToLive),
            cancellationToken,
            written: payload.Length);

    public ValueTask<AddOrGetResult> AddOrGetAsync(
        CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        if (!_meter.IsWatched)
            return _inner.AddOrGetAsync(key, payload, timeToLive, destination, cancellationToken);
        var counted = Counted(destination);
        return MeasureAsync(
            CacheOperation.GetOrSet,
            static (call, token) => call._inner.AddOrGetAsync(call.key, call.payload, call.timeToLive, call.Destination, token),
            (_inner, key, payload, timeToLive, Destination: counted ?? destination),
            cancellationToken,
            counted,
            payload.Length);
    }

    public ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken) => !_meter.IsWatched
        ? _inner.TouchAsync(key, timeToLive, cancellationToken)
        : MeasureAsync(
            CacheOperation.Touch,
            static (call, token) => call._inner.TouchAsync(call.key, call.timeToLive, token),
            (_inner, key, timeToLive),
            cancellationToken);

    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) => !_meter.IsWatched
        ? _inner.DeleteAsync(key, cancellationToken)
        : MeasureAsync(
            CacheOperation.Delete, static (call, token) => call._inner.DeleteAsync(call.key, token), (_inner, key), cancellationToken);

    public ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken) => !_meter.IsWatched
        ? _inner.DeleteManyAsync(keys, cancellationToken)
        : MeasureAsync(
            CacheOperation.DeleteMany,
            static (call, token) => call._inner.DeleteManyAsync(call.keys, token).WithResultAsync(),
            (_inner, keys),
            cancellationToken).WithoutResultAsync();

    public ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) => !_meter.IsWatched
        ? _inner.ContainsAsync(key, cancellationToken)
        : MeasureAsync(
            CacheOperation.Contains, static (call, token) => call._inner.ContainsAsync(call.key, token), (_inner, key), cancellationToken);

    public ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken) => !_meter.IsWatched
        ? _inner.IncrementAsync(key, delta, cancellationToken)
        : MeasureAsync(
            CacheOperation.Increment,
            static (call, token) => call._inner.IncrementAsync(call.key, call.delta, token),
            (_inner, key, delta),
            cancellationToken);

    public ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken) => !_meter.IsWatched
        ? _inner.MoveAsync(source, destination, cancellationToken)
        : MeasureAsync(
            CacheOperation.IncrementVersion,
            static (call, token) => call._inner.MoveAsync(call.source, call.destination, token),
            (_inner, source, destination),
            cancellationToken);

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) => !_meter.IsWatched
        ? _inner.GetTimeToLiveAsync(key, cancellationToken)
        : MeasureAsync(
            CacheOperation.GetTimeToLive, static (call, token) => call._inner.GetTimeToLiveAsync(call.key, token), (_inner, key), cancellationToken);

    public ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken) => !_meter.IsWatched
        ? _inner.ClearAsync(prefix, cancellationToken)
        : MeasureAsync(
            CacheOperation.Clear,
            static (call, token) => call._inner.ClearAsync(call.prefix, token).WithResultAsync(),
            (_inner, prefix),
            cancellationToken).WithoutResultAsync();

    /// <summary>Makes a call, and notes how long it took and how many bytes went to and fro.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="call">The call.</param>
    /// <param name="state">What it needs.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="read">What has counted the bytes that it reads; null where it reads none, or nobody asks.</param>
    /// <param name="written">How many bytes it writes.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TResult> MeasureAsync<TState, TResult>(
        CacheOperation operation,
        Func<TState, CancellationToken, ValueTask<TResult>> call,
        TState state,
        CancellationToken cancellationToken,
        ICountsBytes? read = null,
        long written = 0)
    {
        long began = _meter.Now();
        using var activity = _meter.Start(operation);
        try
        {
            var result = await call(state, cancellationToken).ConfigureAwait(false);
            _meter.Ended(operation, began, null, activity);
            _meter.Written(written);
            _meter.Read(read?.Count ?? 0);
            return result;
        }
        catch (Exception exception)
        {
            _meter.Ended(operation, began, exception, activity);
            throw;
        }
    }

    private CountingWriter? Counted(IBufferWriter<byte> destination) => _meter.CountsBytes ? new CountingWriter(destination) : null;

    private static long LengthOf(ReadOnlySpan<CacheItem> items)
    {
        long length = 0;
        foreach (ref readonly var item in items)
            length += item.Payload.Length;
        return length;
    }
}
