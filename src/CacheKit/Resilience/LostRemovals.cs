using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using CacheKit.Backends;
using CacheKit.Configuration;
using CacheKit.Diagnostics;
using CacheKit.Keys;
using CacheKit.Tags;
using Microsoft.Extensions.Logging;

namespace CacheKit.Resilience;

/// <summary>
/// What an outage has kept one alias from removing or overwriting: carried out as deletes before anything is read again, so
/// that nothing removed comes back. Keys only, and no more than <see cref="Limit"/>: above that everything under the alias's
/// prefix goes. It ends with the process. docs/decisions/011-lost-removals.md says more.
/// </summary>
/// <param name="settings">The settings of the alias.</param>
/// <param name="leader">Where it is carried out.</param>
/// <param name="circuit">The circuit breaker before it, if there is one.</param>
/// <param name="time">The clock of <see cref="Patience"/>.</param>
/// <param name="logger">The log.</param>
internal sealed class LostRemovals(CacheSettings settings, ICacheBackend leader, Circuit? circuit, TimeProvider time, ILogger logger)
{
    /// <summary>How many keys are remembered.</summary>
    public const int Limit = 10_000;

    /// <summary>How many are deleted in one call.</summary>
    public const int BatchSize = 500;

    /// <summary>How long a call waits for what is carried out before it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Where nobody knows what the keys of an alias begin with, all of the store is its own.
    private readonly string? _ownPrefix = settings.KeyFunction is null ? settings.KeyPrefix + ":" : null;

    private readonly Lock _gate = new();
    private readonly LostKeys _keys = new();

    // As many at most as tags have places. They get new values rather than none: see TagMarker.ReplaceAsync.
    private readonly LostKeys _markers = new();
    private CacheKey _tagRemovals;

    private LostClear _clear;
    private long _clearNumber;
    private TaskCompletionSource<Exception?>? _running;
    private long _runningSince;
    private bool _isStuck;
    private volatile bool _isEmpty = true;

    /// <summary>Whether there is nothing to carry out.</summary>
    // hot path: a field
    public bool IsEmpty => _isEmpty;

    /// <summary>How many keys are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _keys.Count + _markers.Count;
        }
    }

    /// <summary>Remembers keys whose entries must not be found again.</summary>
    public void Remember(params ReadOnlySpan<CacheKey> keys)
    {
        bool tooMany = false;
        lock (_gate)
        {
            foreach (var key in keys)
            {
                _keys.Add(key);
                if (_keys.Count <= Limit)
                    continue;
                tooMany |= _clear == LostClear.None;
                Clear(_ownPrefix is null ? LostClear.Everything : LostClear.Own);
            }

            _isEmpty &= keys.IsEmpty;
        }

        if (tooMany)
            Log.TooManyLost(logger, settings.Alias, Limit, _ownPrefix is null ? "everything in its store" : $"everything under '{_ownPrefix}'");
    }

    /// <summary>Remembers markers of tags that were to be changed.</summary>
    /// <param name="removals">The value that every removal changes first.</param>
    /// <param name="markers">The markers.</param>
    public void RememberTags(CacheKey removals, CacheKey[] markers)
    {
        lock (_gate)
        {
            _tagRemovals = removals;
            Array.ForEach(markers, _markers.Add);
            _isEmpty = false;
        }
    }

    /// <summary>Remembers a clear.</summary>
    /// <param name="prefix">Of what prefix; null for everything.</param>
    public void RememberClear(string? prefix)
    {
        lock (_gate)
        {
            Clear(prefix is null ? LostClear.Everything : LostClear.Own);
            _isEmpty = false;
        }
    }

    /// <summary>
    /// Comes back when all that was lost is carried out. Whoever finds it being carried out waits along, but not for a server
    /// that is only being tried.
    /// </summary>
    /// <exception cref="RemovalsPendingException">It takes too long, and goes on.</exception>
    /// <exception cref="Exception">What the backend threw: it is still away.</exception>
    public async ValueTask CarryOutAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<Exception?> running;
        TimeSpan left;
        bool begins;
        lock (_gate)
        {
            if (_isEmpty)
                return;
            if (begins = _running is null)
            {
                _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _runningSince = time.GetTimestamp();
            }

            running = _running!;
            left = Patience - time.GetElapsedTime(_runningSince);
        }

        // Nobody's own from here on: it outlives the call that began it.
        if (begins)
            _ = RunAsync(running);
        else if (left <= TimeSpan.Zero || circuit is { IsClosed: false })
            throw new RemovalsPendingException();
        if (await EndAsync(running.Task, left, cancellationToken).ConfigureAwait(false) is { } failure)
            ExceptionDispatchInfo.Throw(failure);
    }

    private async ValueTask<Exception?> EndAsync(Task<Exception?> running, TimeSpan left, CancellationToken cancellationToken)
    {
        try
        {
            return await running.WaitAsync(left, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return new RemovalsPendingException();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What a backend throws cannot be foreseen; it is what those who wait are told.")]
    private async Task RunAsync(TaskCompletionSource<Exception?> running)
    {
        int count = 0;
        bool cleared = false;
        try
        {
            while (TakeNext() is { } batch)
            {
                await CarryOutAsync(batch).ConfigureAwait(false);
                Forget(batch);
                count += batch.Markers.Length + batch.Keys.Length;
                cleared |= batch.Clear != LostClear.None;
            }

            Log.RemovalsCarriedOut(logger, settings.Alias, count, cleared ? ", and all that was to be cleared" : "");
            running.SetResult(null);
        }
        catch (Exception exception)
        {
            bool isNew;
            lock (_gate)
            {
                _running = null;
                (isNew, _isStuck) = (!_isStuck, true);
            }

            if (isNew)
                Log.RemovalsNotCarriedOut(logger, settings.Alias, exception);
            running.SetResult(exception);
        }
    }

    /// <summary>What is carried out next; with the last of it the cache is read again.</summary>
    private LostBatch? TakeNext()
    {
        lock (_gate)
        {
            if (_clear != LostClear.None)
                return new LostBatch(_clearNumber, _clear, [], []);
            if (_markers.Count > 0)
                return new LostBatch(_markers.Number, LostClear.None, _markers.Oldest(BatchSize), []);
            if (_keys.Count > 0)
                return new LostBatch(_keys.Number, LostClear.None, [], _keys.Oldest(BatchSize));
            _running = null;
            _isStuck = false;
            _isEmpty = true;
            return null;
        }
    }

    private ValueTask CarryOutAsync(LostBatch batch)
    {
        if (batch.Clear != LostClear.None)
            return leader.ClearAsync(batch.Clear == LostClear.Own ? _ownPrefix : null, CancellationToken.None);
        return batch.Markers.Length > 0
            ? TagMarker.ReplaceAsync(leader, _tagRemovals, batch.Markers, CancellationToken.None)
            : leader.DeleteManyAsync(batch.Keys, CancellationToken.None);
    }

    private void Forget(LostBatch batch)
    {
        lock (_gate)
        {
            if (batch.Clear != LostClear.None && batch.Number == _clearNumber)
                _clear = LostClear.None;
            _markers.Remove(batch.Markers, batch.Number);
            _keys.Remove(batch.Keys, batch.Number);
        }
    }

    private void Clear(LostClear wanted)
    {
        if (wanted > _clear)
            _clear = wanted;
        _clearNumber++;
        // It takes them along.
        _keys.Clear();
    }
}
