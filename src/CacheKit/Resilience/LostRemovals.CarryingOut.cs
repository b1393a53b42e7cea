using System.Diagnostics.CodeAnalysis;
using CacheKit.Diagnostics;
using CacheKit.Keys;
using CacheKit.Tags;
using Polly.CircuitBreaker;

namespace CacheKit.Resilience;

/// <summary>Carries out what was lost: what a call depends on before that call, the rest in passes, the oldest first.</summary>
internal sealed partial class LostRemovals
{
    /// <summary>What has to be carried out next before anything is asked of some keys; null when nothing has.</summary>
    private LostBatch? BatchFor(ReadOnlySpan<CacheKey> keys, out bool begins)
    {
        begins = false;
        lock (_gate)
        {
            if (_isEmpty || !ConcernsUnlocked(keys))
                return null;
            if (_clear != LostClear.None)
                return _clearBatch ?? Begin(NewClear(), out begins);
            var markers = _markers.Among(keys);
            var lost = _keys.Among(keys);
            if ((_markers.BatchOf(markers) ?? _keys.BatchOf(lost)) is { } running)
                return running;
            return Begin(markers.Length > 0 ? NewMarkers(markers) : NewDeletes(lost), out begins);
        }
    }

    /// <summary>Whether a pass begins now: after one in vain not at once, and not while the server is only being tried.</summary>
    private bool MayPass()
    {
        lock (_gate)
        {
            if (_isEmpty || _isPassing || circuit is { IsClosed: false })
                return false;
            if (_passesInVain > 0 && time.GetElapsedTime(_passEnded) < Circuit.BreakAfter(_passesInVain - 1))
                return false;
            return _isPassing = true;
        }
    }

    private async Task PassAsync()
    {
        bool isInVain = false;
        var pass = new LostPass();
        while (TakeNext(pass) is { } batch)
        {
            if (await CarryOutAsync(batch).ConfigureAwait(false) is not { } failure)
                continue;
            isInVain = true;
            if (!IsRefusal(failure))
                break;
        }

        lock (_gate)
        {
            _isPassing = false;
            _passesInVain = isInVain ? _passesInVain + 1 : 0;
            _passEnded = time.GetTimestamp();
        }
    }

    /// <summary>What a pass carries out next.</summary>
    private LostBatch? TakeNext(LostPass pass)
    {
        lock (_gate)
        {
            if (_clear != LostClear.None)
            {
                if (pass.IsClearTried || _clearBatch is not null)
                    return null;
                pass.IsClearTried = true;
                return Begin(NewClear(), out _);
            }

            if (_markers.Oldest(BatchSize, ref pass.NextMarker) is { Length: > 0 } markers)
                return Begin(NewMarkers(markers), out _);
            return _keys.Oldest(BatchSize, ref pass.NextKey) is { Length: > 0 } keys ? Begin(NewDeletes(keys), out _) : null;
        }
    }

    private LostBatch NewClear() => new(_clearNumber, time.GetTimestamp()) { Clear = _clear };

    private LostBatch NewMarkers(CacheKey[] markers) => new(_markers.Number, time.GetTimestamp()) { Markers = markers };

    private LostBatch NewDeletes(CacheKey[] keys) => new(_keys.Number, time.GetTimestamp()) { Keys = keys };

    private LostBatch Begin(LostBatch batch, out bool begins)
    {
        begins = true;
        if (batch.Clear != LostClear.None)
            _clearBatch = batch;
        _markers.Begin(batch.Markers, batch);
        _keys.Begin(batch.Keys, batch);
        return batch;
    }

    /// <returns>Why not all of it was carried out; null when it was.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "What a backend throws cannot be foreseen; it is what those who wait are told.")]
    private async Task<Exception?> CarryOutAsync(LostBatch batch)
    {
        Exception? failure = null;
        try
        {
            if (batch.Clear != LostClear.None)
                await leader.ClearAsync(batch.Clear == LostClear.Own ? _ownPrefix : null, CancellationToken.None).ConfigureAwait(false);
            else if (batch.Markers.Length > 0)
                await TagMarker.ReplaceAsync(leader, _tagRemovals, batch.Markers, CancellationToken.None).ConfigureAwait(false);
            else
                await DeleteAsync(batch).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        failure = End(batch, failure);
        batch.End(failure);
        return failure;
    }

    private async ValueTask DeleteAsync(LostBatch batch)
    {
        try
        {
            await leader.DeleteManyAsync(batch.Keys, CancellationToken.None).ConfigureAwait(false);
            return;
        }
        catch (Exception refusal) when (IsRefusal(refusal) && batch.Keys.Length == 1)
        {
            batch.Refuse(batch.Keys[0], refusal);
            return;
        }
        catch (Exception refusal) when (IsRefusal(refusal))
        {
            // One of them may be why the others were refused too.
        }

        foreach (var key in batch.Keys)
        {
            try
            {
                await leader.DeleteManyAsync(new[] { key }, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception refusal) when (IsRefusal(refusal))
            {
                batch.Refuse(key, refusal);
            }
        }
    }

    // Where nobody says what an outage is, everything may be one. Not what the circuit breaker says: one of several servers
    // that is away is none to it.
    private bool IsRefusal(Exception failure) =>
        settings.IsOutage is { } isOutage && failure is not (BrokenCircuitException or OperationCanceledException) && !isOutage(failure);

    /// <summary>Forgets what was carried out, and what the server refuses for good.</summary>
    /// <returns>Why something stays; null when nothing does.</returns>
    private Exception? End(LostBatch batch, Exception? failure)
    {
        List<CacheKey> givenUp;
        bool isNewlyStuck;
        (int Count, bool Cleared)? carriedOut = null;
        lock (_gate)
        {
            Forget(batch, isDone: failure is null);
            givenUp = batch.Refused.FindAll(key => _keys.Refuse(key, batch.Number, _writes));
            if (failure is null && batch.Refused.Count < batch.Keys.Length)
                _writes++;
            if (givenUp.Count < batch.Refused.Count)
                failure ??= batch.Refusal;
            isNewlyStuck = failure is not null && !_isStuck;
            _isStuck |= isNewlyStuck;
            if (_clear == LostClear.None && _markers.Count + _keys.Count == 0)
            {
                carriedOut = (_carriedOut, _hasCleared);
                (_carriedOut, _hasCleared, _isStuck, _passesInVain, _isEmpty) = (0, false, false, 0, true);
            }
        }

        // In the backend's words: what its client says itself may hold a key.
        if (isNewlyStuck)
            Log.RemovalsNotCarriedOut(logger, settings.Alias, settings.Explained(failure!));
        if (givenUp.Count > 0)
            Log.RemovalsRefused(
                logger, settings.Alias, givenUp.Count, KeyDisplay.Show(givenUp[0].ToString(), settings.LogKeys), settings.Explained(batch.Refusal!));
        if (carriedOut is { } all && (all.Count > 0 || all.Cleared))
            Log.RemovalsCarriedOut(logger, settings.Alias, all.Count, all.Cleared ? ", and all that was to be cleared" : "");
        return failure;
    }

    private void Forget(LostBatch batch, bool isDone)
    {
        if (ReferenceEquals(_clearBatch, batch))
        {
            _clearBatch = null;
            if (isDone && batch.Number == _clearNumber)
                _clear = LostClear.None;
            _hasCleared |= isDone;
        }

        _markers.End(batch.Markers, isDone, batch);
        _keys.End(batch.Keys.Except(batch.Refused), isDone, batch);
        _keys.End(batch.Refused, isDone: false, batch);
        if (isDone)
            _carriedOut += batch.Markers.Length + batch.Keys.Length - batch.Refused.Count;
    }
}
