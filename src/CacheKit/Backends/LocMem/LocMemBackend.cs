using System.Buffers;
using System.Runtime.CompilerServices;
using CacheKit.Backends.Objects;
using CacheKit.Keys;
using CacheKit.Tags;

namespace CacheKit.Backends.LocMem;

/// <summary>Entries in this process's memory (Django's <c>LocMemCache</c>): least recently used go first.</summary>
internal sealed class LocMemBackend(LocMemStore store, LocMemLimits limits) : IObjectCacheBackend, IEnumerableCacheBackend, ILocalStoreSize
{
    private volatile LocMemLimits _limits = limits;

    public LocMemStore Store => store;

    /// <summary>How much the alias allows in the store, from the next entry on.</summary>
    public LocMemLimits Limits
    {
        get => _limits;
        set => _limits = value;
    }

    TagTable? IObjectCacheBackend.Tags => store.Tags;

    public long Entries => store.Count;

    public long Bytes => store.Bytes;

    public long Evictions => store.Evictions;

    public long Expirations => store.Expirations;

    public bool HasRoomFor(int entries, long bytes) =>
        Limits is var now
        && store.Count + entries <= now.MaxEntries - (now.MaxEntries / 16)
        && store.Bytes + bytes <= now.MaxBytes - (now.MaxBytes / 16);

    public IObjectCacheScope OpenScope(string scope) => new LocMemObjects(store.Open(scope), this);

    public ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        if (store.Find(key.Scope)?.Get(key.Name) is not { } entry)
            return new(false);
        entry.WritePayload(destination);
        return new(true);
    }

    public ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        for (int index = 0; index < keys.Length; index++)
        {
            var key = keys.Span[index];
            if (store.Find(key.Scope)?.Get(key.Name) is not { } entry)
                continue;
            buffer.ResetWrittenCount();
            entry.WritePayload(buffer);
            receiver.Receive(index, new ReadOnlySequence<byte>(buffer.WrittenMemory));
        }

        return default;
    }

    public ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        ObjectsOf(key).Set(key.Name, EntryOf(payload), timeToLive);
        return default;
    }

    public ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        var failed = new List<int>();
        for (int index = 0; index < items.Length; index++)
        {
            var item = items.Span[index];
            if (!ObjectsOf(item.Key).Set(item.Key.Name, EntryOf(item.Payload), timeToLive))
                failed.Add(index);
        }

        return new(failed);
    }

    public ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        new(ObjectsOf(key).AddOrGet(key.Name, EntryOf(payload), timeToLive) is null);

    public ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        new(store.Find(key.Scope)?.Touch(key.Name, timeToLive) ?? false);

    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) =>
        new(store.Find(key.Scope)?.Take(key.Name) is not null);

    public ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys.Span)
            store.Find(key.Scope)?.Take(key.Name);
        return default;
    }

    public ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) =>
        new(store.Find(key.Scope)?.Peek(key.Name) is not null);

    public ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken) =>
        new(store.Find(key.Scope) is { } scope ? Increment(scope, key.Name, delta) : new(IncrementStatus.Missing));

    public ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken) =>
        new(store.Find(source.Scope) is { } scope && scope.Move(source.Name, store.Open(destination.Scope), destination.Name, Limits));

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) =>
        new(store.Find(key.Scope)?.Peek(key.Name) is { } entry ? new CacheValue<TimeSpan?>(store.RemainingOf(entry)) : default);

    public ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken)
    {
        store.Clear(prefix);
        return default;
    }

    /// <summary>As <see cref="TryGetAsync"/>, but does not count as use: for people who look.</summary>
    public bool TryPeek(CacheKey key, IBufferWriter<byte> destination)
    {
        if (store.Find(key.Scope)?.Peek(key.Name) is not { } entry)
            return false;
        entry.WritePayload(destination);
        return true;
    }

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => new(store.Gather(null, cancellationToken).Count);

    public IAsyncEnumerable<CacheEntryInfo> ListAsync(string? prefix, CancellationToken cancellationToken) => ListAsync(prefix, null, cancellationToken);

    /// <summary>The entries whose final keys are wanted: of all others nobody asks how long their payloads would be.</summary>
    /// <param name="prefix">What the keys begin with; null for all.</param>
    /// <param name="isWanted">Looks at the whole key; null for all.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public async IAsyncEnumerable<CacheEntryInfo> ListAsync(string? prefix, Predicate<string>? isWanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A caller goes on by itself after this: nothing here waits.
        await Task.CompletedTask.ConfigureAwait(false);
        var now = store.Time.GetUtcNow();
        var payload = new ArrayBufferWriter<byte>();
        foreach (var (scope, entry) in store.Gather(prefix, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var key = string.Concat(scope.Scope, entry.Name);
            if (isWanted?.Invoke(key) == false)
                continue;
            payload.ResetWrittenCount();
            entry.WritePayload(payload);
            yield return new(key, EndOf(entry, now), payload.WrittenCount);
        }
    }

    private DateTimeOffset? EndOf(CachedObject entry, DateTimeOffset now) =>
        store.RemainingOf(entry) is { } left && left <= DateTimeOffset.MaxValue - now ? now + left : null;

    private static CachedPayload EntryOf(ReadOnlySequence<byte> payload) => new(payload.ToArray());

    private LocMemObjects ObjectsOf(CacheKey key) => new(store.Open(key.Scope), this);

    private IncrementResult Increment(LocMemScope scope, string name, long delta)
    {
        var text = new ArrayBufferWriter<byte>(CounterText.MaximumLength);
        Span<byte> next = stackalloc byte[CounterText.MaximumLength];
        while (true)
        {
            if (scope.Get(name) is not { } entry)
                return new(IncrementStatus.Missing);
            // As on a backend of bytes, where what stands before the number makes it none.
            if (entry is ConditionalObject)
                return new(IncrementStatus.NotAnInteger);
            text.ResetWrittenCount();
            entry.WritePayload(text);
            var result = CounterText.Add(text.WrittenSpan, delta);
            if (result.Status != IncrementStatus.Done)
                return result;
            var counted = entry.WithCounter(next[..CounterText.Format(result.Value, next)]);
            LocMemStore.Place(name, counted, Limits);
            if (scope.TryReplace(entry, counted, Limits))
                return result;
        }
    }
}
