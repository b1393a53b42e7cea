using CacheKit.Backends;
using CacheKit.Backends.Objects;
using CacheKit.Diagnostics;
using CacheKit.Keys;
using CacheKit.Serialization;

namespace CacheKit.Values;

/// <summary>Makes what is missing, once for all who ask.</summary>
internal sealed partial class Cache
{
    // hot path: no allocation on a hit
    public ValueTask<T> GetOrSetAsync<T>(
        string key, Func<CancellationToken, ValueTask<T>> factory, CacheEntryOptions options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return TryGetDirect<T>(key, cancellationToken, out var hit)
            ? new(hit!)
            : MakeAsync(key, factory, static (make, _, token) => make(token), options, mayNameTags: false, cancellationToken);
    }

    // hot path: no allocation on a hit
    public ValueTask<T> GetOrSetAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, CacheEntryOptions options = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return TryGetDirect<T>(key, cancellationToken, out var hit)
            ? new(hit!)
            : MakeAsync(key, (factory, state), static (make, _, token) => make.factory(make.state, token), options, mayNameTags: false, cancellationToken);
    }

    // hot path: no allocation on a hit
    public ValueTask<T> GetOrSetAsync<T>(
        string key, Func<CacheEntryContext, CancellationToken, ValueTask<T>> factory, CacheEntryOptions options = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return TryGetDirect<T>(key, cancellationToken, out var hit)
            ? new(hit!)
            : MakeAsync(key, factory, static (make, entry, token) => make(entry, token), options, mayNameTags: true, cancellationToken);
    }

    // hot path: no allocation on a hit
    public ValueTask<T> GetOrSetValueAsync<T>(string key, T value, CacheEntryOptions options = default, CancellationToken cancellationToken = default) =>
        TryGetDirect<T>(key, cancellationToken, out var hit)
            ? new(hit!)
            : MakeAsync<T, T>(key, value, static (given, _, _) => new(given), options, mayNameTags: false, cancellationToken);

    /// <summary>A hit that needs no more than the entry itself; everything else is for <see cref="MakeAsync"/>.</summary>
    private bool TryGetDirect<T>(string key, CancellationToken cancellationToken, out T? value)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (_direct is { } direct && !cancellationToken.IsCancellationRequested && direct.Get(key) is CachedValue<T> { KeyIsPortable: true } hit)
        {
            _instruments.Hit();
            value = hit.Value;
            return true;
        }

        value = default;
        return false;
    }

    private async ValueTask<T> MakeAsync<TState, T>(
        string key, TState state, Func<TState, CacheEntryContext, CancellationToken, ValueTask<T>> factory, CacheEntryOptions options,
        bool mayNameTags, CancellationToken cancellationToken)
    {
        StorableType.ThrowIfNot<T>(default!);
        cancellationToken.ThrowIfCancellationRequested();
        if (options.IsConditional)
            _context.MeetConditions(options.Terms.Tags.Length > 0);
        var final = _keys.KeyOf(key);
        int landings = _context.Landings.Observe(final.Name);
        var read = await FindAsync<T>(CacheOperation.Get, key, final, cancellationToken).ConfigureAwait(false);
        if (read.Live.HasValue)
            return read.Live.Value!;
        var making = new Making<TState, T>(this, key, final, state, factory, options, mayNameTags, landings, read.Stale.HasValue);
        return read.Stale.HasValue
            ? await RefreshAsync(making, read.Stale.Value!, cancellationToken).ConfigureAwait(false)
            : await FlyAsync(making, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<T> FlyAsync<TState, T>(Making<TState, T> making, CancellationToken cancellationToken)
    {
        var flight = await _context.Flights.RunAsync(
            making.FlightKey, making, static (make, token) => make.RunAsync(token), cancellationToken).ConfigureAwait(false);
        if (flight.Led)
            return flight.Value.Value;
        _instruments.FlightWait();
        return flight.Value.CopyFor(this, making.Key);
    }

    /// <summary>A read that a failing backend answers with a miss: the value is made without the cache.</summary>
    /// <param name="operation">A get, or the second look of a get-or-set, which must see what somebody else has just stored.</param>
    /// <param name="key">The caller's key.</param>
    /// <param name="final">The final key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    private async ValueTask<Found<T>> FindAsync<T>(CacheOperation operation, string key, CacheKey final, CancellationToken cancellationToken)
    {
        try
        {
            return _objects is { } objects
                ? FindObject<T>(objects, key, final, await TryGetAsync<T>(key, cancellationToken).ConfigureAwait(false))
                : await FindPayloadAsync<T>(operation, key, final, cancellationToken).ConfigureAwait(false);
        }
        catch (CacheBackendException exception)
        {
            Log.WentOnWithoutCache(_context.Logger, exception);
            return default;
        }
    }

    private Made<T> Hand<T>(string key, T value)
    {
        if (ShareableValue<T>.CanShare(value))
        {
            StorableType.ThrowIfNot(value);
            return new(value, null);
        }

        return new(value, EntryOf(key, value));
    }

    /// <summary>Stores what was made; what another process stored first wins. A failing backend loses the entry, not the value.</summary>
    private async ValueTask<Made<T>> KeepAsync<T>(
        string key, CacheKey final, Made<T> made, TimeSpan? timeToLive, CacheEntryOptions options, TagsBefore tags,
        CancellationToken cancellationToken)
    {
        try
        {
            EntryConditions? conditions = null;
            if (options.IsConditional)
            {
                // A tag that was removed meanwhile: the value is right for those who wait, but nobody else may find it.
                if (await tags.MarksForAsync(this, options.Terms.Tags, cancellationToken).ConfigureAwait(false) is not { } marks)
                    return made;
                conditions = new(marks, options.StaleFor);
                _context.MeetConditions(marks.Length > 0);
            }

            return _objects is { } objects
                ? KeepObject(objects, key, final, made, timeToLive, conditions)
                : await KeepPayloadAsync(key, final, made, timeToLive, conditions, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not CacheSerializationException && CacheContext.IsFailure(exception, cancellationToken))
        {
            // One that comes as such has been counted.
            Log.WentOnWithoutCache(_context.Logger, exception as CacheBackendException ?? _context.Failed(CacheOperation.GetOrSet, exception));
            return made;
        }
    }

    private Made<T> KeepObject<T>(IObjectCacheScope objects, string key, CacheKey final, Made<T> made, TimeSpan? timeToLive, EntryConditions? conditions)
    {
        var entry = made.Held ?? EntryOf(key, made.Value);
        entry.KeyIsPortable = _keys.IsPortable(final.Name);
        if (conditions is not null)
        {
            entry = ConditionalEntry(entry, final, timeToLive, conditions);
            timeToLive = EntryConditions.KeptFor(timeToLive, conditions.StaleFor);
        }

        if (AddOrGet(objects, final.Name, entry, timeToLive) is not { } existing)
        {
            _instruments.Store();
            return made;
        }

        // Too big to be kept.
        if (ReferenceEquals(existing, entry))
            return made;
        if (ValueOf<T>(key, existing) is { HasValue: true } stored)
            return Hand(key, stored.Value!);
        if (objects.Set(final.Name, entry, timeToLive))
            _instruments.Store();
        return made;
    }

    private async ValueTask<Made<T>> KeepPayloadAsync<T>(
        string key, CacheKey final, Made<T> made, TimeSpan? timeToLive, EntryConditions? conditions, CancellationToken cancellationToken)
    {
        using var buffer = PooledPayloadWriter.Rent();
        using var existing = PooledPayloadWriter.Rent();
        // A value is written once: it may be a sequence that can be read once.
        if (made.Held is { } held)
            held.WritePayload(buffer);
        else
            _context.Encode(key, made.Value, buffer);
        var payload = buffer.WrittenSequence;
        using var conditional = conditions is null ? null : PooledPayloadWriter.Rent();
        if (conditions is not null && conditional is not null)
        {
            WriteConditional(buffer.WrittenSpan, timeToLive, conditions, conditional);
            payload = conditional.WrittenSequence;
            timeToLive = EntryConditions.KeptFor(timeToLive, conditions.StaleFor);
        }

        var result = await _context.Tentative.AddOrGetAsync(final, payload, timeToLive, existing, cancellationToken).ConfigureAwait(false);
        if (result == AddOrGetResult.Existing)
        {
            var found = ConditionalPayload.Is(existing.WrittenSpan)
                ? (await ReadConditionalAsync<T>(key, existing.WrittenMemory, orStale: false, cancellationToken).ConfigureAwait(false)).Live
                : _context.Decode<T>(key, existing.WrittenMemory);
            if (found.HasValue)
                return Hand(key, found.Value!);
            // What is there has expired, was removed by a tag, or cannot be read as T, and would make every call compute.
            await _context.Tentative.SetAsync(final, payload, timeToLive, cancellationToken).ConfigureAwait(false);
        }

        if (result != AddOrGetResult.Vanished)
            _instruments.Store();
        return made;
    }
}
