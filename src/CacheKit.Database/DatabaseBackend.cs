using System.Buffers;
using CacheKit.Backends;
using CacheKit.Keys;

namespace CacheKit.Database;

/// <summary>
/// Entries in a table of a database (Django's <c>DatabaseCache</c>). Here times to live become times, and reads find
/// their way to the replica; everything else is the table's.
/// </summary>
/// <remarks>
/// A read that must see what was just written cannot be told from any other: it goes to the replica too. What decides
/// something is no such read: <see cref="AddOrGetAsync"/>, counting, moving, touching ask the primary.
/// </remarks>
internal sealed class DatabaseBackend(DatabaseTable table, DatabaseTable? replica, TimeProvider time) : ICacheBackend, IEnumerableCacheBackend, IAsyncDisposable
{
    private readonly DatabaseTable _read = replica ?? table;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken) =>
        _read.ReadAsync(key, Now, destination, cancellationToken);

    public ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken) =>
        _read.ReadManyAsync(keys, Now, receiver, cancellationToken);

    public ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        long now = Now;
        return table.WriteAsync(key, payload, ExpiryOf(timeToLive, now), now, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        long now = Now;
        await table.WriteManyAsync(items, ExpiryOf(timeToLive, now), now, cancellationToken).ConfigureAwait(false);
        return [];
    }

    public ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        long now = Now;
        return table.AddAsync(key, payload, ExpiryOf(timeToLive, now), now, cancellationToken);
    }

    public ValueTask<AddOrGetResult> AddOrGetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        long now = Now;
        return table.AddOrReadAsync(key, payload, ExpiryOf(timeToLive, now), now, destination, cancellationToken);
    }

    public ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        long now = Now;
        return table.TouchAsync(key, ExpiryOf(timeToLive, now), now, cancellationToken);
    }

    public ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken) => table.DeleteAsync(key, Now, cancellationToken);

    public ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken) => table.DeleteManyAsync(keys, cancellationToken);

    public async ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken) =>
        (await _read.ReadExpiryAsync(key, Now, cancellationToken).ConfigureAwait(false)).HasValue;

    public ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken) => table.IncrementAsync(key, delta, Now, cancellationToken);

    public ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken) => table.MoveAsync(source, destination, Now, cancellationToken);

    public async ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken)
    {
        long now = Now;
        var found = await _read.ReadExpiryAsync(key, now, cancellationToken).ConfigureAwait(false);
        if (!found.HasValue)
            return default;
        return new(found.Value is { } expires ? TimeSpan.FromMilliseconds(expires - now) : null);
    }

    public ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken) => table.ClearAsync(prefix, cancellationToken);

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => _read.CountAsync(Now, cancellationToken);

    public IAsyncEnumerable<CacheEntryInfo> ListAsync(string? prefix, CancellationToken cancellationToken) => _read.ListAsync(prefix, Now, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (replica is not null)
            await replica.DisposeAsync().ConfigureAwait(false);
        await table.DisposeAsync().ConfigureAwait(false);
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
