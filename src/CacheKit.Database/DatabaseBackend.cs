using System.Buffers;
using CacheKit.Backends;
using CacheKit.Keys;

namespace CacheKit.Database;

/// <summary>
/// Entries in a table of a database (Django's <c>DatabaseCache</c>). Here times to live become times, and reads find
/// their way to the replica; everything else is the table's.
/// </summary>
internal sealed class DatabaseBackend : ICacheBackend, IEnumerableCacheBackend, IAsyncDisposable
{
    private readonly DatabaseTable _table;
    private readonly DatabaseTable? _replica;
    private readonly DatabaseTable _read;
    private readonly TimeProvider _time;

    public DatabaseBackend(DatabaseTable table, DatabaseTable? replica, TimeProvider time)
    {
        (_table, _replica, _read, _time) = (table, replica, replica ?? table, time);
        Leader = replica is null ? this : new DatabaseBackend(table, null, time);
    }

    public ICacheBackend Leader { get; }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken) =>
        _read.ReadAsync(key, Now, destination, cancellationToken);

    public ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken) =>
        _read.ReadManyAsync(keys, Now, receiver, cancellationToken);

    public ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        long now = Now;
        return _table.WriteAsync(key, payload, ExpiryOf(timeToLive, now), now, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        long now = Now;
        await _table.WriteManyAsync(items, ExpiryOf(timeToLive, now), now, cancellationToken).ConfigureAwait(false);
        return [];
    }

    public ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        long now = Now;
        return _table.AddAsync(key, payload, ExpiryOf(timeToLive, now), now, cancellationToken);
    }

    public ValueTask<AddOrGetResult> AddOrGetAsync(
        CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        long now = Now;
        return _table.AddOrReadAsync(key, payload, ExpiryOf(timeToLive, now), now, destination, cancellationToken);
    }

    public ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        long now = Now;
        return _table.TouchAsync(key, ExpiryOf(timeToLive, now), now, cancellationToken);
    }

    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) => _table.DeleteAsync(key, Now, cancellationToken);

    public ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken) => _table.DeleteManyAsync(keys, cancellationToken);

    public async ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) =>
        (await _read.ReadExpiryAsync(key, Now, cancellationToken).ConfigureAwait(false)).HasValue;

    public ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken) =>
        _table.IncrementAsync(key, delta, Now, cancellationToken);

    public ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken) =>
        _table.MoveAsync(source, destination, Now, cancellationToken);

    public async ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken)
    {
        long now = Now;
        var found = await _read.ReadExpiryAsync(key, now, cancellationToken).ConfigureAwait(false);
        if (!found.HasValue)
            return default;
        return new(found.Value is { } expires ? TimeSpan.FromMilliseconds(expires - now) : null);
    }

    public ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken) => _table.ClearAsync(prefix, cancellationToken);

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => _read.CountAsync(Now, cancellationToken);

    public IAsyncEnumerable<CacheEntryInfo> ListAsync(string? prefix, CancellationToken cancellationToken) => _read.ListAsync(prefix, Now, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_replica is not null)
            await _replica.DisposeAsync().ConfigureAwait(false);
        await _table.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The end of a life, rounded up to a millisecond; one beyond what a date can be is none.</summary>
    private static long? ExpiryOf(TimeSpan? timeToLive, long now)
    {
        if (timeToLive is not { } life)
            return null;
        long milliseconds = (life.Ticks / TimeSpan.TicksPerMillisecond) + (life.Ticks % TimeSpan.TicksPerMillisecond > 0 ? 1 : 0);
        return milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - now ? now + milliseconds : null;
    }
}
