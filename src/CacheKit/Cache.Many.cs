using System.Buffers;
using System.Runtime.ExceptionServices;
using CacheKit.Backends;
using CacheKit.Diagnostics;
using CacheKit.Keys;
using CacheKit.Serialization;

namespace CacheKit;

/// <summary>Reads, stores and removes many values in one call of the backend.</summary>
internal sealed partial class Cache
{
    public async ValueTask<IReadOnlyDictionary<string, T?>> GetManyAsync<T>(IEnumerable<string> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        cancellationToken.ThrowIfCancellationRequested();
        string[] wanted = [.. keys.Distinct(StringComparer.Ordinal)];
        var finals = CheckedKeys(wanted);
        if (wanted.Length == 0)
            return new Dictionary<string, T?>();
        var found = new ManyReader<T>(this, wanted);
        if (_objects is { } objects)
            found.ReadAll(objects, finals);
        else
            await GuardAsync(CacheOperation.GetMany, static (backend, _, call, token) => DoneAsync(backend.GetManyAsync(call.finals, call.found, token)), default, (finals, found), cancellationToken).ConfigureAwait(false);
        found.ThrowIfUnreadable();
        _instruments.Read(found.Values.Count, wanted.Length - found.Values.Count);
        return found.Values;
    }

    public async ValueTask<IReadOnlyList<string>> SetManyAsync<T>(IEnumerable<KeyValuePair<string, T>> values, CacheEntryOptions options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        cancellationToken.ThrowIfCancellationRequested();
        KeyValuePair<string, T>[] pairs = [.. values];
        string[] keys = Array.ConvertAll(pairs, static pair => pair.Key);
        var finals = CheckedKeys(keys);
        if (pairs.Length == 0)
            return [];
        bool isKept = _context.TryResolve(options.Timeout, out var timeToLive);
        if (_objects is { } objects && isKept)
            return SetObjects(objects, pairs, finals.Span, timeToLive);
        // Everything is written before anything is stored: a value that cannot be leaves the cache as it was.
        var items = new CacheItem[pairs.Length];
        for (int index = 0; index < items.Length; index++)
            items[index] = new CacheItem(finals.Span[index], EncodeToSequence(keys[index], pairs[index].Value));
        if (!isKept)
        {
            await DeleteManyAsync(CacheOperation.SetMany, finals, cancellationToken).ConfigureAwait(false);
            return [];
        }

        var failed = await GuardAsync(CacheOperation.SetMany, static (backend, _, call, token) => backend.SetManyAsync(call.items, call.timeToLive, token), default, (items, timeToLive), cancellationToken).ConfigureAwait(false);
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

    private static async ValueTask<bool> DoneAsync(ValueTask call)
    {
        await call.ConfigureAwait(false);
        return true;
    }

    private async ValueTask DeleteManyAsync(CacheOperation operation, ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken) =>
        await GuardAsync(operation, static (backend, _, all, token) => DoneAsync(backend.DeleteManyAsync(all, token)), default, keys, cancellationToken).ConfigureAwait(false);

    /// <summary>The final keys, all checked before anything is sent.</summary>
    private ReadOnlyMemory<CacheKey> CheckedKeys(string[] keys)
    {
        var finals = new CacheKey[keys.Length];
        for (int index = 0; index < keys.Length; index++)
        {
            finals[index] = _keys.KeyOf(keys[index] ?? throw new ArgumentException("One of the keys is null.", nameof(keys)));
            _context.Keys.Check(_keys, finals[index]);
        }

        return finals;
    }

    private ReadOnlySequence<byte> EncodeToSequence<T>(string key, T value)
    {
        using var buffer = PooledPayloadWriter.Rent();
        _context.Encode(key, value, buffer);
        return new ReadOnlySequence<byte>(buffer.WrittenSpan.ToArray());
    }

    private List<string> SetObjects<T>(IObjectCacheScope objects, KeyValuePair<string, T>[] pairs, ReadOnlySpan<CacheKey> finals, TimeSpan? timeToLive)
    {
        // As with payloads: every entry is made before one is stored.
        var entries = Array.ConvertAll(pairs, pair => EntryOf(pair.Key, pair.Value));
        var failed = new List<string>();
        for (int index = 0; index < entries.Length; index++)
        {
            entries[index].KeyIsPortable = _keys.IsPortable(finals[index].Name);
            if (!objects.Set(finals[index].Name, entries[index], timeToLive))
                failed.Add(pairs[index].Key);
        }

        _instruments.Store(entries.Length - failed.Count);
        return failed;
    }

    /// <summary>Collects what is found under the callers' own keys.</summary>
    private sealed class ManyReader<T>(Cache cache, string[] keys) : ICachePayloadReceiver
    {
        private CacheSerializationException? _unreadable;

        public Dictionary<string, T?> Values { get; } = new(keys.Length, StringComparer.Ordinal);

        public void Receive(int index, in ReadOnlySequence<byte> payload)
        {
            var memory = payload.IsSingleSegment ? payload.First : payload.ToArray();
            try
            {
                Take(index, cache._context.Decode<T>(keys[index], memory));
            }
            catch (CacheSerializationException exception)
            {
                // Not through the backend, which is in the middle of an answer and has not failed.
                _unreadable ??= exception;
            }
        }

        public void ThrowIfUnreadable()
        {
            if (_unreadable is not null)
                ExceptionDispatchInfo.Throw(_unreadable);
        }

        public void ReadAll(IObjectCacheScope objects, ReadOnlyMemory<CacheKey> finals)
        {
            for (int index = 0; index < keys.Length; index++)
            {
                if (objects.Get(finals.Span[index].Name) is { } entry)
                    Take(index, cache.ValueOf<T>(keys[index], entry));
            }
        }

        private void Take(int index, CacheValue<T> value)
        {
            if (value.HasValue)
                Values[keys[index]] = value.Value;
        }
    }
}
