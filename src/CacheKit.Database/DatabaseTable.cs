using System.Buffers;
using CacheKit.Backends;
using CacheKit.Database.Configuration;
using CacheKit.Database.Culling;
using CacheKit.Database.Keys;
using CacheKit.Keys;

namespace CacheKit.Database;

/// <summary>
/// The table of an alias in one database: what a provider implements. Each operation is one statement, and a write one
/// more that takes away a bounded number of rows; both in one round trip. Times are Unix milliseconds by the clock of
/// the application, so that all rows are judged by the same one; a row is alive while <c>expires &gt; now</c>, and a
/// dead one is as if absent in every operation.
/// </summary>
/// <remarks>
/// Writes keep the table to its <see cref="EntryLimit"/>. Failures are thrown as the ADO.NET provider throws them; a
/// missing table as <see cref="DatabaseSettings.MissingTable"/>. What a failure leaves behind, such as a connection that
/// broke, must not outlive it: the next call works if the database does.
/// </remarks>
internal abstract class DatabaseTable : IAsyncDisposable
{
    /// <summary>Reads a payload.</summary>
    public abstract ValueTask<bool> ReadAsync(CacheKey key, long now, IBufferWriter<byte> destination, CancellationToken cancellationToken);

    /// <summary>Reads many payloads in one query.</summary>
    public abstract ValueTask ReadManyAsync(ReadOnlyMemory<CacheKey> keys, long now, ICachePayloadReceiver receiver, CancellationToken cancellationToken);

    /// <summary>Reads when an entry expires: no value when it is absent, null when it never does.</summary>
    public abstract ValueTask<CacheValue<long?>> ReadExpiryAsync(CacheKey key, long now, CancellationToken cancellationToken);

    /// <summary>Stores a payload over what is there.</summary>
    public abstract ValueTask WriteAsync(CacheKey key, ReadOnlySequence<byte> payload, long? expires, long now, CancellationToken cancellationToken);

    /// <summary>Stores many payloads, all or none. Of two with one key the later one stays.</summary>
    public abstract ValueTask WriteManyAsync(ReadOnlyMemory<CacheItem> items, long? expires, long now, CancellationToken cancellationToken);

    /// <summary>Stores a payload if the key is absent or expired.</summary>
    public abstract ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, long? expires, long now, CancellationToken cancellationToken);

    /// <summary>The same, and reads the payload that is there otherwise.</summary>
    public abstract ValueTask<AddOrGetResult> AddOrReadAsync(
        CacheKey key, ReadOnlySequence<byte> payload, long? expires, long now, IBufferWriter<byte> destination, CancellationToken cancellationToken);

    /// <summary>Gives an entry another expiry.</summary>
    public abstract ValueTask<bool> TouchAsync(CacheKey key, long? expires, long now, CancellationToken cancellationToken);

    /// <summary>Adds to a counter as <see cref="CounterText"/> does, atomically between processes.</summary>
    public abstract ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, long now, CancellationToken cancellationToken);

    /// <summary>Gives a row another key, over what is there; its expiry stays.</summary>
    public abstract ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, long now, CancellationToken cancellationToken);

    /// <summary>Removes an entry; true if it was alive.</summary>
    public abstract ValueTask<bool> DeleteAsync(CacheKey key, long now, CancellationToken cancellationToken);

    /// <summary>Removes many entries in one statement.</summary>
    public abstract ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken);

    /// <summary>Removes all rows, or those whose final key begins with a prefix (<see cref="DatabaseKeyPrefix"/>).</summary>
    public abstract ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken);

    /// <summary>How many rows are alive.</summary>
    public abstract ValueTask<long> CountAsync(long now, CancellationToken cancellationToken);

    /// <summary>The rows that are alive, or those whose final key begins with a prefix, in the order of <c>cache_key</c>, read in pages.</summary>
    public abstract IAsyncEnumerable<CacheEntryInfo> ListAsync(string? prefix, long now, CancellationToken cancellationToken);

    /// <summary>Whether the table is there.</summary>
    public abstract ValueTask<bool> ExistsAsync(CancellationToken cancellationToken);

    /// <summary>Makes the table and its index (<see cref="DatabaseDialect.CreateTable"/>) unless they are there; never changes what is.</summary>
    /// <returns>Whether it was made.</returns>
    public abstract ValueTask<bool> CreateAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
