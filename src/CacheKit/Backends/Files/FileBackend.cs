using System.Buffers;
using CacheKit.Health;
using CacheKit.Keys;
using CacheKit.Serialization;

namespace CacheKit.Backends.Files;

/// <summary>
/// Entries in files, one each (Django's <c>FileBasedCache</c>): they survive a restart and are shared by all processes of
/// one machine. Everything completes at once; docs/file-backend.md describes the layout and what is guaranteed.
/// </summary>
internal sealed class FileBackend : ICacheBackend, IEnumerableCacheBackend, IProbedBackend, IDisposable
{
    // How long another process may hold a lock: a write takes far less, but the disk may be busy or the process stopped.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly EntryStore _store;
    private readonly TimeProvider _time;
    private readonly FileSweep _sweep;
    private readonly EntryListing _listing;

    /// <summary>The backend of an alias.</summary>
    /// <param name="context">Its settings.</param>
    /// <param name="plain">Whether to use only what .NET has on every system: for tests of what other systems would do.</param>
    public FileBackend(CacheBackendContext context, bool plain = false)
    {
        string root = Path.TrimEndingDirectorySeparator(context.Location!);
        var directory = new CacheDirectory(root);
        _time = context.TimeProvider;
        var limits = new FileLimits(context.MaxEntries, context.CullFrequency);
        _store = new EntryStore(directory, new EntryLocks(directory, _patience, plain), new EntryReader(plain), limits, _time);
        _sweep = new FileSweep(_store, context, root);
        _listing = new EntryListing(directory, _time);
    }

    /// <summary>Says what is wrong with the location.</summary>
    public static void Validate(CacheBackendContext context)
    {
        if (context.Location is not { } location)
            context.AddLocationError("is missing: name the directory of the files by its absolute path, for instance /var/cache/shop.");
        else if (!Path.IsPathFullyQualified(location))
            context.AddLocationError("is not an absolute path: name the directory of the files from the root on, for instance /var/cache/shop.");
        else if (File.Exists(location))
            context.AddLocationError("is a file: name a directory, or a path where one can be made.");
    }

    public ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken) =>
        new(_store.Read(key, destination, out _) == EntryState.Live);

    public ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken)
    {
        using var payload = PooledPayloadWriter.Rent();
        for (int index = 0; index < keys.Length; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            payload.Clear();
            if (_store.Read(keys.Span[index], payload, out _) == EntryState.Live)
                receiver.Receive(index, payload.WrittenSequence);
        }

        return default;
    }

    public ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        _store.Store(key, payload, timeToLive);
        return default;
    }

    public ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        foreach (var item in items.Span)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _store.Store(item.Key, item.Payload, timeToLive);
        }

        return new([]);
    }

    public ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        using var existing = PooledPayloadWriter.Rent();
        return new(_store.Store(key, payload, timeToLive, existing));
    }

    public ValueTask<AddOrGetResult> AddOrGetAsync(
        CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, IBufferWriter<byte> destination, CancellationToken cancellationToken) =>
        new(_store.Store(key, payload, timeToLive, destination) ? AddOrGetResult.Added : AddOrGetResult.Existing);

    public ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken) => new(_store.Touch(key, timeToLive));

    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) => new(_store.Delete(key));

    public ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys.Span)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _store.Delete(key);
        }

        return default;
    }

    public ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) => new(Look(key, out _));

    public ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken) => new(_store.Increment(key, delta));

    public ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken) => new(_store.Move(source, destination));

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken)
    {
        if (!Look(key, out long expires))
            return default;
        // It may have ended since it was read.
        return new(new CacheValue<TimeSpan?>(expires == EntryFormat.Never ? null : TimeSpan.FromTicks(Math.Max(expires - _time.GetUtcNow().UtcTicks, 1))));
    }

    public ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken)
    {
        _store.Clear(prefix, cancellationToken);
        return default;
    }

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => new(_listing.List(null, cancellationToken).LongCount());

    public IAsyncEnumerable<CacheEntryInfo> ListAsync(string? prefix, CancellationToken cancellationToken) =>
        _listing.List(prefix, cancellationToken).ToAsyncEnumerable();

    public void Probe(CacheKey key) => _store.Probe(key);

    public void Dispose() => _sweep.Dispose();

    // The payload is read too: only with it is the checksum known to agree.
    private bool Look(CacheKey key, out long expires)
    {
        using var payload = PooledPayloadWriter.Rent();
        return _store.Read(key, payload, out expires) == EntryState.Live;
    }
}
