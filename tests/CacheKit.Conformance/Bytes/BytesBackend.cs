using System.Buffers;
using System.Collections.Concurrent;
using CacheKit.Backends;
using CacheKit.Keys;

namespace CacheKit.Conformance.Bytes;

/// <summary>
/// A backend that holds bytes and nothing else, as a server does: it never completes at once, hands payloads over in
/// pieces and takes its buffers back the moment a call ends. It counts its calls, and fails or hangs when told to.
/// </summary>
/// <param name="store">Where the entries are.</param>
public sealed class BytesBackend(BytesStore store) : ICacheBackend
{
    private readonly ConcurrentQueue<BackendCall> _calls = [];
    private volatile Exception? _failure;
    private volatile TaskCompletionSource? _hanging;

    /// <summary>The entries.</summary>
    public BytesStore Store => store;

    /// <inheritdoc/>
    public CacheKeyPolicy KeyPolicy { get; init; }

    /// <summary>Whether adding and reading what is there take two round trips, as on memcached, and something may come between.</summary>
    public bool AddsThenReads { get; init; }

    /// <summary>The calls so far, each one a round trip of a server backend, oldest first.</summary>
    public IReadOnlyList<BackendCall> Calls => [.. _calls];

    /// <summary>Run after a call was received and before it is carried out: may change the store, wait, or throw.</summary>
    public Func<BackendCall, ValueTask>? BeforeCall { get; set; }

    /// <summary>Run after many entries were read and before the answer is there: what is stored meanwhile is not in it.</summary>
    public Func<BackendCall, ValueTask>? BeforeAnswer { get; set; }

    /// <summary>The entries that cannot be stored, as over a server's item size; the old ones go.</summary>
    public Predicate<CacheKey>? CannotStore { get; set; }

    /// <summary>Forgets the calls so far.</summary>
    public void ForgetCalls() => _calls.Clear();

    /// <summary>From now on every call fails, as when the server is down.</summary>
    /// <param name="failure">What they throw.</param>
    public void FailWith(Exception failure) => _failure = failure;

    /// <summary>From now on no call ends before <see cref="Recover"/>, unless its caller gives up.</summary>
    public void Hang() => _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Calls work again; those that hang go on.</summary>
    public void Recover()
    {
        _failure = null;
        var hanging = _hanging;
        _hanging = null;
        hanging?.TrySetResult();
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        await ReceiveAsync("TryGet", [key], cancellationToken);
        if (store.Find(key.ToString()) is not { } entry)
            return false;
        WriteInPieces(entry.Payload, destination);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        await ReceiveAsync("GetMany", keys.ToArray(), cancellationToken);
        // Last first: the order of answers is nobody's promise.
        for (int index = keys.Length - 1; index >= 0; index--)
        {
            if (store.Find(keys.Span[index].ToString()) is not { } entry)
                continue;
            byte[] lent = [.. entry.Payload];
            receiver.Receive(index, PayloadPieces.Of(lent));
            lent.AsSpan().Fill(0xDD);
        }

        if (BeforeAnswer is { } before)
            await before(new("GetMany", keys.ToArray()));
    }

    /// <inheritdoc/>
    public async ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        await ReceiveAsync("Set", [key], cancellationToken);
        if (!TryStore(new(key, payload), timeToLive))
            throw new IOException("The server cannot store the entry.");
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        await ReceiveAsync("SetMany", [.. items.ToArray().Select(item => item.Key)], cancellationToken);
        return [.. Enumerable.Range(0, items.Length).Where(index => !TryStore(items.Span[index], timeToLive))];
    }

    /// <inheritdoc/>
    public async ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        await ReceiveAsync("Add", [key], cancellationToken);
        return AddUnlessPresent(key, payload, timeToLive) is null;
    }

    /// <inheritdoc/>
    public async ValueTask<AddOrGetResult> AddOrGetAsync(
        CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        if (AddsThenReads)
        {
            if (await AddAsync(key, payload, timeToLive, cancellationToken))
                return AddOrGetResult.Added;
            return await TryGetAsync(key, destination, cancellationToken) ? AddOrGetResult.Existing : AddOrGetResult.Vanished;
        }

        await ReceiveAsync("AddOrGet", [key], cancellationToken);
        if (AddUnlessPresent(key, payload, timeToLive) is not { } existing)
            return AddOrGetResult.Added;
        WriteInPieces(existing.Payload, destination);
        return AddOrGetResult.Existing;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        await ReceiveAsync("Touch", [key], cancellationToken);
        return store.Change(key.ToString(), entry => entry is null ? null : entry with { ExpiresAt = store.ExpiryOf(timeToLive) }) is not null;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken)
    {
        await ReceiveAsync("Delete", [key], cancellationToken);
        return store.Change(key.ToString(), static _ => null) is not null;
    }

    /// <inheritdoc/>
    public async ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken)
    {
        await ReceiveAsync("DeleteMany", keys.ToArray(), cancellationToken);
        foreach (var key in keys.Span)
            store.Remove(key.ToString());
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken)
    {
        await ReceiveAsync("Contains", [key], cancellationToken);
        return store.Find(key.ToString()) is not null;
    }

    /// <inheritdoc/>
    public async ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken)
    {
        await ReceiveAsync("Increment", [key], cancellationToken);
        var result = new IncrementResult(IncrementStatus.Missing);
        store.Change(key.ToString(), entry =>
        {
            if (entry is null)
                return null;
            result = CounterText.Add(entry.Payload, delta);
            if (result.Status != IncrementStatus.Done)
                return entry;
            byte[] text = new byte[CounterText.MaximumLength];
            return entry with { Payload = text[..CounterText.Format(result.Value, text)] };
        });
        return result;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken)
    {
        await ReceiveAsync("Move", [source, destination], cancellationToken);
        return store.Move(source.ToString(), destination.ToString());
    }

    /// <inheritdoc/>
    public async ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken)
    {
        await ReceiveAsync("GetTimeToLive", [key], cancellationToken);
        return store.Find(key.ToString()) is { } entry ? new(store.RemainingOf(entry)) : default;
    }

    /// <inheritdoc/>
    public async ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken)
    {
        await ReceiveAsync("Clear", [], cancellationToken);
        store.Clear(prefix ?? "");
    }

    private static void WriteInPieces(byte[] payload, IBufferWriter<byte> destination)
    {
        foreach (var piece in PayloadPieces.Of(payload))
            destination.Write(piece.Span);
    }

    private async ValueTask ReceiveAsync(string operation, IReadOnlyList<CacheKey> keys, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var call = new BackendCall(operation, keys);
        _calls.Enqueue(call);
        await Task.Yield();
        if (_hanging is { } hanging)
            await hanging.Task.WaitAsync(cancellationToken);
        if (BeforeCall is { } before)
            await before(call);
        if (_failure is { } failure)
            throw failure;
    }

    private bool TryStore(CacheItem item, TimeSpan? timeToLive)
    {
        bool fits = CannotStore?.Invoke(item.Key) != true;
        var entry = fits ? new BytesEntry(item.Payload.ToArray(), store.ExpiryOf(timeToLive)) : null;
        store.Change(item.Key.ToString(), _ => entry);
        return fits;
    }

    private BytesEntry? AddUnlessPresent(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive)
    {
        var added = new BytesEntry(payload.ToArray(), store.ExpiryOf(timeToLive));
        return store.Change(key.ToString(), existing => existing ?? added);
    }
}
