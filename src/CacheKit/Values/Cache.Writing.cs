using CacheKit.Backends;
using CacheKit.Backends.Objects;
using CacheKit.Diagnostics;
using CacheKit.Keys;
using CacheKit.Serialization;

namespace CacheKit.Values;

/// <summary>Stores, touches and removes single values.</summary>
internal sealed partial class Cache
{
    public ValueTask SetAsync<T>(string key, T value, CacheEntryOptions options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        var final = _keys.KeyOf(key);
        bool portable = _context.Keys.Check(_keys, final);
        if (!_context.TryResolve(options.Timeout, out var timeToLive))
            return RemoveInsteadAsync(key, value, final, cancellationToken);
        if (options.IsConditional)
            return SetConditionalAsync(key, value, final, timeToLive, options.Terms, cancellationToken);
        if (_objects is not { } objects)
            return SetPayloadAsync(key, value, final, timeToLive, cancellationToken);
        var entry = EntryOf(key, value);
        entry.KeyIsPortable = portable;
        if (objects.Set(final.Name, entry, timeToLive))
            _instruments.Store();
        return default;
    }

    public ValueTask<bool> AddAsync<T>(string key, T value, CacheEntryOptions options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        var final = _keys.KeyOf(key);
        bool portable = _context.Keys.Check(_keys, final);
        if (!_context.TryResolve(options.Timeout, out var timeToLive))
            return AddNothingAsync(key, value, final, cancellationToken);
        if (options.IsConditional)
            return AddConditionalAsync(key, value, final, timeToLive, options.Terms, cancellationToken);
        if (_objects is not { } objects)
            return AddPayloadAsync(key, value, final, timeToLive, cancellationToken);
        var entry = EntryOf(key, value);
        entry.KeyIsPortable = portable;
        return new(Added(AddOrGet(objects, final.Name, entry, timeToLive) is null));
    }

    public ValueTask<bool> TouchAsync(string key, CacheTimeout timeout = default, CancellationToken cancellationToken = default)
    {
        if (CheckedKey(key, cancellationToken) is not { } final)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        if (!_context.TryResolve(timeout, out var timeToLive))
            return DeleteAsync(CacheOperation.Touch, final, cancellationToken);
        return LooksFirst
            ? TouchLiveAsync(final, timeToLive, cancellationToken)
            : TouchAnyAsync(final, timeToLive, cancellationToken);
    }

    public ValueTask<bool> DeleteAsync(string key, CancellationToken cancellationToken = default) =>
        CheckedKey(key, cancellationToken) is { } final
            ? DeleteAsync(CacheOperation.Delete, final, cancellationToken)
            : ValueTask.FromCanceled<bool>(cancellationToken);

    public ValueTask<bool> ContainsAsync(string key, CancellationToken cancellationToken = default) =>
        CheckedKey(key, cancellationToken) is { } final
            ? ContainsAsync(CacheOperation.Contains, final, cancellationToken)
            : ValueTask.FromCanceled<bool>(cancellationToken);

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(string key, CancellationToken cancellationToken = default)
    {
        if (CheckedKey(key, cancellationToken) is not { } final)
            return ValueTask.FromCanceled<CacheValue<TimeSpan?>>(cancellationToken);
        return LooksFirst
            ? GetLiveTimeAsync(final, cancellationToken)
            : TimeOfAnyAsync(final, cancellationToken);
    }

    public async ValueTask ClearAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string? prefix = _context.Settings.ClearScope == CacheClearScope.Prefix ? _context.Settings.KeyPrefix + ":" : null;
        try
        {
            await _context.Backend.ClearAsync(prefix, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (CacheContext.IsFailure(exception, cancellationToken))
        {
            throw _context.Failed(CacheOperation.Clear, exception);
        }
    }

    /// <summary>The final key, checked; null when the caller has cancelled.</summary>
    private CacheKey? CheckedKey(string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return cancellationToken.IsCancellationRequested ? null : CheckedKey(key);
    }

    private CacheKey CheckedKey(string key)
    {
        var final = _keys.KeyOf(key);
        _context.Keys.Check(_keys, final);
        return final;
    }

    /// <summary>Calls the backend; what it throws becomes a <see cref="CacheBackendException"/>.</summary>
    private async ValueTask<TResult> GuardAsync<TState, TResult>(
        CacheOperation operation, Func<ICacheBackend, CacheKey, TState, CancellationToken, ValueTask<TResult>> call, CacheKey key, TState state,
        CancellationToken cancellationToken)
    {
        try
        {
            return await call(_context.BackendOf(operation), key, state, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (CacheContext.IsFailure(exception, cancellationToken))
        {
            throw _context.Failed(operation, exception);
        }
    }

    /// <summary>The entry that a backend in this process holds: the object where it cannot change, else its payload.</summary>
    private CachedObject EntryOf<T>(string key, T value)
    {
        // hot path: asked by its own name, what is stored most needs no look-up of what is known of its type
        if (value is string text && typeof(T) == typeof(string))
            return new CachedValue<string>(text, ShareableValue<string>.SizeOf(text), _context.Serializer);
        if (ShareableValue<T>.CanShare(value))
        {
            if (ShareableValue<T>.IsSizeKnown)
                return new CachedValue<T>(value, ShareableValue<T>.SizeOf(value), _context.Serializer);
            // Marked by its author: serialized all the same, so that what is not serializable is refused here as
            // elsewhere, and so that its size is known.
            using var proof = PooledPayloadWriter.Rent();
            _context.Encode(key, value, proof);
            return new CachedValue<T>(value, proof.WrittenCount, _context.Serializer);
        }

        StorableType.ThrowIfNot(value);
        if (_context.Serializer.CopiesOf(value) is { } copies)
            return copies;
        using var buffer = PooledPayloadWriter.Rent();
        _context.Encode(key, value, buffer);
        return new CachedPayload(buffer.WrittenSpan.ToArray());
    }

    /// <summary>A zero or negative timeout: the value is checked as ever, and the key is gone afterwards.</summary>
    private async ValueTask RemoveInsteadAsync<T>(string key, T value, CacheKey final, CancellationToken cancellationToken)
    {
        Prove(key, value);
        await GuardAsync(
            CacheOperation.Set, static (backend, wanted, _, token) => backend.DeleteAsync(wanted, token), final, 0,
            cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<bool> DeleteAsync(CacheOperation operation, CacheKey final, CancellationToken cancellationToken) => LooksFirst
        ? DeleteLiveAsync(operation, final, cancellationToken)
        : DeleteAnyAsync(operation, final, cancellationToken);

    // "Any": whatever the conditions of the entry say, if it has some. A delete is also what a touch is that leaves no time:
    // what it was to remove must not be found.
    private ValueTask<bool> DeleteAnyAsync(CacheOperation operation, CacheKey final, CancellationToken cancellationToken) =>
        GuardAsync(operation, static (_, wanted, leader, token) => leader.DeleteAsync(wanted, token), final, _context.Leader, cancellationToken);

    private ValueTask<bool> TouchAnyAsync(CacheKey final, TimeSpan? timeToLive, CancellationToken cancellationToken) => GuardAsync(
        CacheOperation.Touch,
        static (backend, wanted, life, token) => backend.TouchAsync(wanted, life, token),
        final,
        timeToLive,
        cancellationToken);

    private ValueTask<CacheValue<TimeSpan?>> TimeOfAnyAsync(CacheKey final, CancellationToken cancellationToken) => GuardAsync(
        CacheOperation.GetTimeToLive,
        static (backend, wanted, _, token) => backend.GetTimeToLiveAsync(wanted, token),
        final,
        0,
        cancellationToken);

    private ValueTask<bool> ReadAnyAsync(
        CacheOperation operation, CacheKey final, PooledPayloadWriter buffer, CancellationToken cancellationToken) => GuardAsync(
        operation,
        static (backend, wanted, destination, token) => backend.TryGetAsync(wanted, destination, token),
        final,
        buffer,
        cancellationToken);

    private ValueTask<bool> ContainsAsync(CacheOperation operation, CacheKey final, CancellationToken cancellationToken) => LooksFirst
        ? IsLiveAsync(operation, final, cancellationToken)
        : GuardAsync(operation, static (backend, wanted, _, token) => backend.ContainsAsync(wanted, token), final, 0, cancellationToken);

    private async ValueTask<bool> AddNothingAsync<T>(string key, T value, CacheKey final, CancellationToken cancellationToken)
    {
        Prove(key, value);
        return !await ContainsAsync(CacheOperation.Add, final, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask SetPayloadAsync<T>(string key, T value, CacheKey final, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        using var buffer = PooledPayloadWriter.Rent();
        _context.Encode(key, value, buffer);
        try
        {
            await _context.Backend.SetAsync(final, buffer.WrittenSequence, timeToLive, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (CacheContext.IsFailure(exception, cancellationToken))
        {
            throw _context.Failed(CacheOperation.Set, exception);
        }

        _instruments.Store();
    }

    private async ValueTask<bool> AddPayloadAsync<T>(string key, T value, CacheKey final, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        using var buffer = PooledPayloadWriter.Rent();
        _context.Encode(key, value, buffer);
        var item = new CacheItem(final, buffer.WrittenSequence);
        return Added(await AddOnceAsync(item, timeToLive, cancellationToken).ConfigureAwait(false)
            || (LooksFirst && await AddOverDeadAsync(item, timeToLive, cancellationToken).ConfigureAwait(false)));
    }

    private void Prove<T>(string key, T value)
    {
        using var buffer = PooledPayloadWriter.Rent();
        _context.Encode(key, value, buffer);
    }
}
