using System.Buffers;
using CacheKit.Backends;
using CacheKit.Backends.Objects;
using CacheKit.Diagnostics;
using CacheKit.Keys;
using CacheKit.Serialization;

namespace CacheKit.Values;

/// <summary>Reads, stores and removes many values in one call of the backend.</summary>
internal sealed partial class Cache
{
    public ValueTask<IReadOnlyDictionary<string, T?>> GetManyAsync<T>(IEnumerable<string> keys, CancellationToken cancellationToken = default) =>
        GetManyAsync<T>(keys, null, cancellationToken);

    /// <summary>The same; of a call whose failure is forgiven what was found before it.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="forgiving">Who forgives; null for nobody.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    internal async ValueTask<IReadOnlyDictionary<string, T?>> GetManyAsync<T>(
        IEnumerable<string> keys, ForgivingCache? forgiving, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        cancellationToken.ThrowIfCancellationRequested();
        var places = PlacesOf(keys);
        if (places.Count == 0)
            return new Dictionary<string, T?>();
        string[] wanted = [.. places.Keys];
        return new FoundValues<T>(places, await ReadManyAsync<T>(wanted, forgiving, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Reads many values in one call.</summary>
    /// <param name="keys">The keys, at least one; one that stands there twice is asked for twice.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What was found, in the order of the keys.</returns>
    internal ValueTask<CacheValue<T>[]> ReadManyAsync<T>(string[] keys, CancellationToken cancellationToken) =>
        ReadManyAsync<T>(keys, null, cancellationToken);

    // Of a failed call nobody knows what is missing: those keys are no misses. What it handed over is there all the same; whether
    // its tags were removed, another server may know.
    private async ValueTask<CacheValue<T>[]> ReadManyAsync<T>(string[] keys, ForgivingCache? forgiving, CancellationToken cancellationToken)
    {
        var finals = CheckedKeys(keys);
        var found = new ManyReader<T>(this, keys);
        bool isWhole = true;
        try
        {
            if (_objects is { } objects)
                found.ReadAll(objects, finals);
            else
                await GuardAsync(
                    CacheOperation.GetMany, static (backend, _, call, token) => backend.GetManyAsync(call.finals, call.found, token).WithResultAsync(),
                    default, (finals, found), cancellationToken).ConfigureAwait(false);
        }
        catch (CacheBackendException failure) when (forgiving?.Forgives(failure) == true)
        {
            isWhole = false;
        }

        try
        {
            if (found.Conditional is { } conditional)
                await found.TakeCurrentAsync(conditional, cancellationToken).ConfigureAwait(false);
        }
        catch (CacheBackendException failure) when (forgiving?.Forgives(failure) == true)
        {
            isWhole = false;
        }

        found.ThrowIfUnreadable();
        _instruments.Read(found.Count, isWhole ? keys.Length - found.Count : 0);
        return found.Values;
    }

    public async ValueTask<IReadOnlyList<string>> SetManyAsync<T>(
        IEnumerable<KeyValuePair<string, T>> values, CacheEntryOptions options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        cancellationToken.ThrowIfCancellationRequested();
        KeyValuePair<string, T>[] pairs = [.. values];
        string[] keys = Array.ConvertAll(pairs, static pair => pair.Key);
        var finals = CheckedKeys(keys);
        if (pairs.Length == 0)
            return [];
        bool isKept = _context.TryResolve(options.Timeout, out var timeToLive);
        var conditions = isKept && options.IsConditional
            ? await ConditionsAsync(CacheOperation.SetMany, options.Terms, cancellationToken).ConfigureAwait(false)
            : null;
        if (_objects is { } objects && isKept)
            return SetObjects(objects, pairs, finals.Span, timeToLive, conditions);
        // Everything is written before anything is stored: a value that cannot be leaves the cache as it was.
        var items = new CacheItem[pairs.Length];
        for (int index = 0; index < items.Length; index++)
            items[index] = new CacheItem(finals.Span[index], EncodeToSequence(keys[index], pairs[index].Value, timeToLive, conditions));
        if (!isKept)
        {
            await DeleteManyAsync(CacheOperation.SetMany, finals, cancellationToken).ConfigureAwait(false);
            return [];
        }

        var keptFor = conditions is null ? timeToLive : EntryConditions.KeptFor(timeToLive, conditions.StaleFor);
        var failed = await GuardAsync(
            CacheOperation.SetMany, static (backend, _, call, token) => backend.SetManyAsync(call.items, call.keptFor, token), default,
            (items, keptFor), cancellationToken).ConfigureAwait(false);
        _instruments.Store(pairs.Length - failed.Count);
        return failed.Count == 0 ? [] : [.. failed.Select(index => keys[index])];
    }

    public async ValueTask DeleteManyAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        cancellationToken.ThrowIfCancellationRequested();
        var finals = CheckedKeys([.. keys]);
        if (!finals.IsEmpty)
            await DeleteManyAsync(CacheOperation.DeleteMany, finals, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask DeleteManyAsync(CacheOperation operation, ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken) =>
        await GuardAsync(
            operation, static (backend, _, all, token) => backend.DeleteManyAsync(all, token).WithResultAsync(), default, keys,
            cancellationToken).ConfigureAwait(false);

    /// <summary>The keys, each once, in their order.</summary>
    // With its size known from the start such a table is made in half the time.
    private static Dictionary<string, int> PlacesOf(IEnumerable<string> keys)
    {
        var places = new Dictionary<string, int>(keys.TryGetNonEnumeratedCount(out int count) ? count : 0, StringComparer.Ordinal);
        foreach (string key in keys)
            places.TryAdd(key ?? throw NullKey(), places.Count);
        return places;
    }

    private static ArgumentException NullKey() => new("One of the keys is null.", "keys");

    /// <summary>The final keys, all checked before anything is sent.</summary>
    private ReadOnlyMemory<CacheKey> CheckedKeys(string[] keys)
    {
        var finals = new CacheKey[keys.Length];
        for (int index = 0; index < keys.Length; index++)
        {
            finals[index] = _keys.KeyOf(keys[index] ?? throw NullKey());
            _context.Keys.Check(_keys, finals[index]);
        }

        return finals;
    }

    private ReadOnlySequence<byte> EncodeToSequence<T>(string key, T value, TimeSpan? timeToLive, EntryConditions? conditions)
    {
        using var buffer = PooledPayloadWriter.Rent();
        if (conditions is null)
            _context.Encode(key, value, buffer);
        else
            EncodeConditional(key, value, timeToLive, conditions, buffer);
        return new ReadOnlySequence<byte>(buffer.WrittenSpan.ToArray());
    }

    private List<string> SetObjects<T>(
        IObjectCacheScope objects, KeyValuePair<string, T>[] pairs, ReadOnlySpan<CacheKey> finals, TimeSpan? timeToLive, EntryConditions? conditions)
    {
        // As with payloads: every entry is made before one is stored.
        var entries = Array.ConvertAll(pairs, pair => EntryOf(pair.Key, pair.Value));
        var failed = new List<string>();
        for (int index = 0; index < entries.Length; index++)
        {
            var entry = entries[index];
            entry.KeyIsPortable = _keys.IsPortable(finals[index].Name);
            bool isSet = conditions is null
                ? objects.Set(finals[index].Name, entry, timeToLive)
                : objects.Set(
                    finals[index].Name, ConditionalEntry(entry, finals[index], timeToLive, conditions),
                    EntryConditions.KeptFor(timeToLive, conditions.StaleFor));
            if (!isSet)
                failed.Add(pairs[index].Key);
        }

        _instruments.Store(entries.Length - failed.Count);
        return failed;
    }
}
