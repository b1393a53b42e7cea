using System.Buffers;
using CacheKit.Backends;
using CacheKit.Keys;

namespace CacheKit.Tests.Backends.Example;

/// <summary>The example of docs/writing-a-backend.md: entries in a dictionary, every change under one lock.</summary>
public sealed class DictionaryBackend(TimeProvider time) : ICacheBackend
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        if (Find(key) is not { } entry)
            return new(false);
        destination.Write(entry.Payload);
        return new(true);
    }

    public ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        var entry = new Entry(payload.ToArray(), EndOf(timeToLive));
        Change(key, _ => entry);
        return default;
    }

    public ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        var entry = new Entry(payload.ToArray(), EndOf(timeToLive));
        return new(Change(key, existing => existing ?? entry) is null);
    }

    public ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken)
    {
        for (int index = 0; index < keys.Length; index++)
        {
            if (Find(keys.Span[index]) is { } entry)
                receiver.Receive(index, new ReadOnlySequence<byte>(entry.Payload));
        }

        return default;
    }

    public ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        var end = EndOf(timeToLive);
        foreach (var item in items.Span)
        {
            var entry = new Entry(item.Payload.ToArray(), end);
            Change(item.Key, _ => entry);
        }

        return new([]);
    }

    public ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        new(Change(key, entry => entry is null ? null : entry with { End = EndOf(timeToLive) }) is not null);

    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) =>
        new(Change(key, _ => null) is not null);

    public ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys.Span)
            Change(key, _ => null);
        return default;
    }

    public ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) => new(Find(key) is not null);

    public ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken)
    {
        var result = new IncrementResult(IncrementStatus.Missing);
        Change(key, entry =>
        {
            if (entry is null)
                return null;
            result = CounterText.Add(entry.Payload, delta);
            if (result.Status != IncrementStatus.Done)
                return entry;
            byte[] text = new byte[CounterText.MaximumLength];
            return entry with { Payload = text[..CounterText.Format(result.Value, text)] };
        });
        return new(result);
    }

    public ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (Change(source, _ => null) is not { } entry)
                return new(false);
            Change(destination, _ => entry);
            return new(true);
        }
    }

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) =>
        new(Find(key) is { } entry ? new CacheValue<TimeSpan?>(entry.End - time.GetUtcNow()) : default);

    public ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (string key in _entries.Keys.Where(key => key.StartsWith(prefix ?? "", StringComparison.Ordinal)).ToList())
                _entries.Remove(key);
        }

        return default;
    }

    private DateTimeOffset? EndOf(TimeSpan? timeToLive)
    {
        var now = time.GetUtcNow();
        return timeToLive < DateTimeOffset.MaxValue - now ? now + timeToLive : null;
    }

    private Entry? Find(CacheKey key)
    {
        lock (_gate)
            return _entries.TryGetValue(key.ToString(), out var entry) && !(entry.End <= time.GetUtcNow()) ? entry : null;
    }

    // Puts what becomes of the live entry (null: there is none) in its place, and gives the one that was there.
    private Entry? Change(CacheKey key, Func<Entry?, Entry?> change)
    {
        lock (_gate)
        {
            var before = Find(key);
            if (change(before) is { } after)
                _entries[key.ToString()] = after;
            else
                _entries.Remove(key.ToString());
            return before;
        }
    }

    private sealed record Entry(byte[] Payload, DateTimeOffset? End);
}
