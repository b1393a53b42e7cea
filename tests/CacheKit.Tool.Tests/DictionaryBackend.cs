using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using CacheKit.Backends;
using CacheKit.Keys;

namespace CacheKit.Tool.Tests;

/// <summary>
/// A backend of bytes for facts about the tool, named in a configuration by its type. Caches of one location share their
/// entries, also between runs.
/// </summary>
public sealed class DictionaryBackend(CacheBackendContext context) : ICacheBackend, IEnumerableCacheBackend
{
    /// <summary>What a configuration calls it.</summary>
    public const string Name = "CacheKit.Tool.Tests.DictionaryBackend, CacheKit.Tool.Tests";

    private static readonly ConcurrentDictionary<string, ConcurrentDictionary<string, (byte[] Payload, TimeSpan? Life)>> _stores = new();

    private readonly ConcurrentDictionary<string, (byte[] Payload, TimeSpan? Life)> _entries = Store(context.Location!);

    /// <summary>The entries of a location by their final keys.</summary>
    public static ConcurrentDictionary<string, (byte[] Payload, TimeSpan? Life)> Store(string location) => _stores.GetOrAdd(location, static _ => new());

    public ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        if (!_entries.TryGetValue(key.ToString(), out var entry))
            return new(false);
        destination.Write(entry.Payload);
        return new(true);
    }

    public ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken)
    {
        for (var index = 0; index < keys.Length; index++)
        {
            if (_entries.TryGetValue(keys.Span[index].ToString(), out var entry))
                receiver.Receive(index, new(entry.Payload));
        }

        return default;
    }

    public ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        _entries[key.ToString()] = (payload.ToArray(), timeToLive);
        return default;
    }

    public ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        foreach (var item in items.Span)
            _entries[item.Key.ToString()] = (item.Payload.ToArray(), timeToLive);
        return new([]);
    }

    public ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        new(_entries.TryAdd(key.ToString(), (payload.ToArray(), timeToLive)));

    public ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        new(_entries.TryGetValue(key.ToString(), out var entry) && _entries.TryUpdate(key.ToString(), entry with { Life = timeToLive }, entry));

    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) => new(_entries.TryRemove(key.ToString(), out _));

    public ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys.Span)
            _entries.TryRemove(key.ToString(), out _);
        return default;
    }

    public ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) => new(_entries.ContainsKey(key.ToString()));

    public ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken)
    {
        if (!_entries.TryGetValue(key.ToString(), out var entry))
            return new(new IncrementResult(IncrementStatus.Missing));
        var result = CounterText.Add(entry.Payload, delta);
        if (result.Status == IncrementStatus.Done)
            _entries[key.ToString()] = entry with { Payload = [.. result.Value.ToString(CultureInfo.InvariantCulture).Select(static c => (byte)c)] };
        return new(result);
    }

    public ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken)
    {
        if (!_entries.TryRemove(source.ToString(), out var entry))
            return new(false);
        _entries[destination.ToString()] = entry;
        return new(true);
    }

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) =>
        new(_entries.TryGetValue(key.ToString(), out var entry) ? new CacheValue<TimeSpan?>(entry.Life) : default);

    public ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken)
    {
        foreach (var key in _entries.Keys.Where(key => prefix is null || key.StartsWith(prefix, StringComparison.Ordinal)))
            _entries.TryRemove(key, out _);
        return default;
    }

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => new(_entries.Count);

    public async IAsyncEnumerable<CacheEntryInfo> ListAsync(string? prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (key, (payload, _)) in _entries.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
        {
            await Task.Yield();
            if (prefix is null || key.StartsWith(prefix, StringComparison.Ordinal))
                yield return new(key, null, payload.Length);
        }
    }
}
