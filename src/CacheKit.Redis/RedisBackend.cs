using System.Buffers;
using System.Runtime.CompilerServices;
using CacheKit.Backends;
using CacheKit.Keys;
using CacheKit.Redis.Commands;
using CacheKit.Redis.Connections;
using CacheKit.Redis.Errors;
using CacheKit.Redis.Keys;
using StackExchange.Redis;

namespace CacheKit.Redis;

/// <summary>
/// Entries as plain strings of a Redis server (Django's <c>RedisCache</c>): the final key, the payload, the server's own
/// expiry. One round trip a call.
/// </summary>
/// <remarks>
/// A key that holds something else than a string (a list, a hash) belongs to somebody else: reading it gives an empty
/// payload, which no value has, so that it is told as unreadable; reading many leaves it out, as MGET does.
/// </remarks>
internal sealed class RedisBackend : ICacheBackend, IEnumerableCacheBackend, IServerStoreSize, IAsyncDisposable
{
    private readonly RedisConnection _connection;
    private readonly ReplicaReads? _replicas;

    // Servers before 7.0 know SET with NX and with GET, but not with both.
    private volatile bool _addsBeforeReading;

    public RedisBackend(RedisConnection connection)
        : this(connection, connection.Replicas)
    {
    }

    private RedisBackend(RedisConnection connection, ReplicaReads? replicas)
    {
        _connection = connection;
        _replicas = replicas;
        Leader = replicas is null ? this : new RedisBackend(connection, replicas: null);
    }

    /// <summary>The same entries, read from the leader alone.</summary>
    public ICacheBackend Leader { get; }

    // hot path: a field
    private CommandFlags Reads => _replicas is null ? CommandFlags.DemandMaster : _replicas.Flags;

    // hot path: the client's own allocations but for the value, which comes in a buffer of a pool
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        var database = await _connection.GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var payload = await database.StringGetLeaseAsync(RedisKeys.Of(key), Reads).OrGivenUp(cancellationToken).ConfigureAwait(false);
            if (payload is null)
                return false;
            destination.Write(payload.Span);
            return true;
        }
        catch (RedisServerException refusal) when (RedisRefusals.IsOfAnotherKind(refusal))
        {
            return true;
        }
        catch (Exception failure) when (Tell(failure))
        {
            throw;
        }
    }

    public async ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken)
    {
        var database = await _connection.GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await ManyEntries.ReadAsync(database, RedisKeys.Of(keys.Span), receiver, Reads, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (Tell(failure))
        {
            throw;
        }
    }

    // hot path: the client's own allocations
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        var database = await WritableAsync(cancellationToken).ConfigureAwait(false);
        var copy = PooledPayload.CopyOf(payload);
        await database.StringSetAsync(RedisKeys.Of(key), copy.Value, RedisLifetime.ToExpiration(timeToLive), ValueCondition.Always, CommandFlags.None)
            .OrGivenUp(cancellationToken).ConfigureAwait(false);
        copy.Return();
    }

    public async ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        var database = await WritableAsync(cancellationToken).ConfigureAwait(false);
        return await ManyEntries.WriteAsync(database, items, RedisLifetime.ToExpiration(timeToLive), cancellationToken).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        var database = await WritableAsync(cancellationToken).ConfigureAwait(false);
        var copy = PooledPayload.CopyOf(payload);
        bool added = await database.StringSetAsync(
            RedisKeys.Of(key), copy.Value, RedisLifetime.ToExpiration(timeToLive), ValueCondition.NotExists, CommandFlags.None)
            .OrGivenUp(cancellationToken).ConfigureAwait(false);
        copy.Return();
        return added;
    }

    public async ValueTask<AddOrGetResult> AddOrGetAsync(
        CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        var database = await WritableAsync(cancellationToken).ConfigureAwait(false);
        if (_addsBeforeReading)
            return await AddThenGetAsync(key, payload, timeToLive, destination, cancellationToken).ConfigureAwait(false);
        var copy = PooledPayload.CopyOf(payload);
        try
        {
            var found = await database.StringSetAndGetAsync(
                RedisKeys.Of(key), copy.Value, RedisLifetime.RoundUp(timeToLive), keepTtl: false, When.NotExists, CommandFlags.None)
                .OrGivenUp(cancellationToken).ConfigureAwait(false);
            copy.Return();
            destination.Write(((ReadOnlyMemory<byte>)found).Span);
            return found.IsNull ? AddOrGetResult.Added : AddOrGetResult.Existing;
        }
        catch (RedisServerException refusal) when (RedisRefusals.IsOfAnotherKind(refusal))
        {
            return AddOrGetResult.Existing;
        }
        catch (RedisServerException refusal) when (RedisRefusals.IsUnknownSyntax(refusal))
        {
            _addsBeforeReading = true;
            return await AddThenGetAsync(key, payload, timeToLive, destination, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        var database = await WritableAsync(cancellationToken).ConfigureAwait(false);
        var place = RedisKeys.Of(key);
        if (RedisLifetime.RoundUp(timeToLive) is { } life)
            return await database.KeyExpireAsync(place, life, CommandFlags.None).OrGivenUp(cancellationToken).ConfigureAwait(false);
        return await RedisLifetime.PersistAsync(database, place).OrGivenUp(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken)
    {
        var database = await WritableAsync(cancellationToken).ConfigureAwait(false);
        return await database.KeyDeleteAsync(RedisKeys.Of(key), CommandFlags.None).OrGivenUp(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken)
    {
        var database = await WritableAsync(cancellationToken).ConfigureAwait(false);
        await ManyEntries.DeleteAsync(database, RedisKeys.Of(keys.Span), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken)
    {
        var database = await _connection.GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await database.KeyExistsAsync(RedisKeys.Of(key), Reads).OrGivenUp(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (Tell(failure))
        {
            throw;
        }
    }

    public async ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken)
    {
        var database = await WritableAsync(cancellationToken).ConfigureAwait(false);
        var answer = await RedisCounter.StartAsync(database, RedisKeys.Of(key), delta).OrGivenUp(cancellationToken).ConfigureAwait(false);
        return RedisCounter.Read(answer, delta);
    }

    public async ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken)
    {
        var database = await WritableAsync(cancellationToken).ConfigureAwait(false);
        return await EntryMove.MoveAsync(database, RedisKeys.Of(source), RedisKeys.Of(destination), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken)
    {
        var database = await _connection.GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await RedisLifetime.ReadAsync(database, RedisKeys.Of(key), Reads).OrGivenUp(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (Tell(failure))
        {
            throw;
        }
    }

    public async ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken)
    {
        var database = await WritableAsync(cancellationToken).ConfigureAwait(false);
        if (prefix is null)
            await Keyspace.FlushAsync(database, cancellationToken).ConfigureAwait(false);
        else
            await Keyspace.DeleteAsync(database, prefix, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<long> CountAsync(CancellationToken cancellationToken)
    {
        var database = await _connection.GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
        return await Keyspace.CountAsync(database, cancellationToken).ConfigureAwait(false);
    }

    // The server keeps count.
    public async ValueTask<StoreSize> MeasureAsync(CancellationToken cancellationToken) =>
        new(await CountAsync(cancellationToken).ConfigureAwait(false), null);

    public async IAsyncEnumerable<CacheEntryInfo> ListAsync(string? prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var database = await _connection.GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var entry in Keyspace.ListAsync(database, prefix, _connection.Time, cancellationToken).ConfigureAwait(false))
            yield return entry;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>Tells of a read that failed, which may speak against a replica.</summary>
    /// <returns>False: the failure goes on as it is.</returns>
    private bool Tell(Exception failure)
    {
        if (RedisErrors.IsOutage(failure))
            _replicas?.Suspect();
        return false;
    }

    /// <summary>The database, unless the call was given up before it began.</summary>
    private ValueTask<IDatabase> WritableAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _connection.GetWritableAsync(cancellationToken);
    }

    private async ValueTask<AddOrGetResult> AddThenGetAsync(
        CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        if (await AddAsync(key, payload, timeToLive, cancellationToken).ConfigureAwait(false))
            return AddOrGetResult.Added;
        return await Leader.TryGetAsync(key, destination, cancellationToken).ConfigureAwait(false)
            ? AddOrGetResult.Existing
            : AddOrGetResult.Vanished;
    }
}
