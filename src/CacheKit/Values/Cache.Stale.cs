using CacheKit.Backends.Objects;
using CacheKit.Concurrency;
using CacheKit.Diagnostics;
using CacheKit.Keys;
using CacheKit.Serialization;

namespace CacheKit.Values;

/// <summary>
/// Returns an expired value where a new one cannot be had, or not soon enough; meanwhile one factory runs for all callers.
/// </summary>
internal sealed partial class Cache
{
    // More than a timer can wait for is for ever.
    private static readonly TimeSpan _longestWait = TimeSpan.FromDays(24);

    private Found<T> FindObject<T>(IObjectCacheScope objects, string key, CacheKey final, CacheValue<T> live) =>
        !live.HasValue && _context.HasMetConditions && objects.GetKept(final.Name) is ConditionalObject { IsCurrent: true } kept
            ? new(default, ValueOf<T>(key, kept.Inner))
            : new(live, default);

    private async ValueTask<Found<T>> FindPayloadAsync<T>(CacheOperation operation, string key, CacheKey final, CancellationToken cancellationToken)
    {
        _context.Keys.Check(_keys, final);
        using var buffer = PooledPayloadWriter.Rent();
        bool found = await ReadAnyAsync(operation, final, buffer, cancellationToken).ConfigureAwait(false);
        var read = default(Found<T>);
        if (found)
        {
            read = ConditionalPayload.Is(buffer.WrittenSpan)
                ? await ReadConditionalAsync<T>(key, buffer.WrittenMemory, orStale: true, cancellationToken).ConfigureAwait(false)
                : new(_context.Decode<T>(key, buffer.WrittenMemory), default);
        }

        Count(read.Live);
        return read;
    }

    /// <summary>Makes a value anew while an expired one is at hand.</summary>
    private async ValueTask<T> RefreshAsync<TState, T>(Making<TState, T> making, T stale, CancellationToken cancellationToken)
    {
        if (_context.Pauses.Has(making.Final) || _context.LateFlights.ContainsKey(making.FlightKey))
            return stale;
        try
        {
            if (making.Options.FactorySoftTimeout is not { } limit)
                return await FlyAsync(making, cancellationToken).ConfigureAwait(false);
            // Nobody's own from the start: it may outlive this call, so no caller's token may end it, and a factory that
            // blocks must not keep us.
            var running = Task.Run(() => FlyAsync(making, CancellationToken.None).AsTask(), CancellationToken.None);
            return await EndsWithinAsync(making.FlightKey, running, limit, cancellationToken).ConfigureAwait(false)
                ? await running.ConfigureAwait(false)
                : stale;
        }
        catch (Exception exception) when (CacheContext.IsFailure(exception, cancellationToken))
        {
            return stale;
        }
    }

    /// <summary>Waits for a refresh, but no longer than that; what comes later is then nobody's to wait for.</summary>
    private async ValueTask<bool> EndsWithinAsync(FlightKey key, Task running, TimeSpan limit, CancellationToken cancellationToken)
    {
        await running.WaitAsync(
            limit < _longestWait ? limit : _longestWait, _context.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (running.IsCompleted)
            return true;
        bool isFirst = _context.LateFlights.TryAdd(key, true);
        // Also looks at what it throws, which has been logged.
        _ = running.ContinueWith(
            ended =>
            {
                _ = ended.Exception;
                if (isFirst)
                    _context.LateFlights.TryRemove(key, out _);
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        cancellationToken.ThrowIfCancellationRequested();
        return false;
    }

    private void NoteFailure(string key, CacheKey final, Exception exception)
    {
        _context.Pauses.Begin(final);
        Log.StaleAfterFailure(_context.Logger, Alias, Shown(key), RefreshPauses.Length.TotalSeconds, exception);
    }
}
