using System.Runtime.ExceptionServices;
using CacheKit.Backends;
using CacheKit.Configuration;
using CacheKit.Diagnostics;
using CacheKit.Keys;
using Microsoft.Extensions.Logging;

namespace CacheKit.Resilience;

/// <summary>
/// What an outage has kept one alias from removing or overwriting: an entry that it concerns is removed before anything is
/// asked of its key again, so that nothing removed comes back; entries of other keys are not held up by it. Keys only, and
/// no more than <see cref="Limit"/>: above that everything under the alias's prefix goes. It ends with the process.
/// docs/decisions/011-lost-removals.md says more.
/// </summary>
/// <param name="settings">The settings of the alias.</param>
/// <param name="leader">Where it is carried out.</param>
/// <param name="circuit">The circuit breaker before it, if there is one.</param>
/// <param name="time">The clock of <see cref="Patience"/>.</param>
/// <param name="logger">The log.</param>
internal sealed partial class LostRemovals(CacheSettings settings, ICacheBackend leader, Circuit? circuit, TimeProvider time, ILogger logger)
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
    private LostBatch? _clearBatch;

    // Writes that have succeeded while something was lost, and what has been carried out of it.
    private long _writes;
    private int _carriedOut;
    private bool _hasCleared;

    private bool _isPassing;
    private int _passesInVain;
    private long _passEnded;

    private bool _isStuck;
    private volatile bool _isEmpty = true;

    /// <summary>Whether there is nothing to carry out.</summary>
    // hot path: a field
    public bool IsEmpty => _isEmpty;

    /// <summary>Whether a pass over all of it is under way.</summary>
    public bool IsPassing
    {
        get
        {
            lock (_gate)
                return _isPassing;
        }
    }

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
    public void Remember(params ReadOnlySpan<CacheKey> keys) => Remember(keys, null);

    /// <summary>Remembers a key whose entry must not be found again, nor go before another's if that is lost too.</summary>
    /// <param name="key">The key.</param>
    /// <param name="first">The other.</param>
    public void RememberBehind(CacheKey key, CacheKey first) => Remember([key], first);

    /// <summary>Remembers markers of tags that were to be changed.</summary>
    /// <param name="removals">The value that every removal changes first.</param>
    /// <param name="markers">The markers.</param>
    public void RememberTags(CacheKey removals, CacheKey[] markers)
    {
        lock (_gate)
        {
            _tagRemovals = removals;
            foreach (var marker in markers)
                _markers.Add(marker);
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

    /// <summary>A write has succeeded: the server takes writes.</summary>
    public void Written()
    {
        lock (_gate)
            _writes++;
    }

    /// <summary>
    /// Comes back when nothing is lost any more that concerns some keys. Whoever finds it being carried out waits along, but
    /// not for a server that is only being tried. What concerns other keys is carried out in the background.
    /// </summary>
    /// <param name="keys">The keys; a lost clear concerns all.</param>
    /// <param name="cancellationToken">Ends the wait, not what is waited for.</param>
    /// <exception cref="RemovalsPendingException">It takes too long, and goes on.</exception>
    /// <exception cref="Exception">What the backend threw: it is still away, or refuses to remove one of them.</exception>
    public async ValueTask MakeGoodAsync(CacheKey[] keys, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        while (BatchFor(keys, out bool begins) is { } batch)
        {
            var left = Patience - time.GetElapsedTime(Math.Min(began, batch.Since));
            // Nobody's own from here on: it outlives the call that began it.
            if (begins)
                _ = CarryOutAsync(batch);
            if (left <= TimeSpan.Zero || (!begins && circuit is { IsClosed: false }))
                throw new RemovalsPendingException();
            if (await EndAsync(batch.Ended, left, cancellationToken).ConfigureAwait(false) is { } failure && Concerns(keys))
                ExceptionDispatchInfo.Throw(failure);
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (MayPass())
            _ = PassAsync();
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

    private void Remember(ReadOnlySpan<CacheKey> keys, CacheKey? behind)
    {
        bool tooMany = false;
        lock (_gate)
        {
            foreach (var key in keys)
            {
                _keys.Add(key, behind);
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

    private void Clear(LostClear wanted)
    {
        if (wanted > _clear)
            _clear = wanted;
        _clearNumber++;
        // It takes them along.
        _keys.Clear();
    }

    private bool Concerns(ReadOnlySpan<CacheKey> keys)
    {
        lock (_gate)
            return ConcernsUnlocked(keys);
    }

    private bool ConcernsUnlocked(ReadOnlySpan<CacheKey> keys)
    {
        if (_clear != LostClear.None)
            return true;
        foreach (var key in keys)
        {
            if (_keys.Contains(key) || _markers.Contains(key))
                return true;
        }

        return false;
    }
}
