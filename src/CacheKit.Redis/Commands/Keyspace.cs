using System.Runtime.CompilerServices;
using CacheKit.Backends;
using CacheKit.Redis.Errors;
using CacheKit.Redis.Keys;
using StackExchange.Redis;

namespace CacheKit.Redis.Commands;

/// <summary>What concerns all entries at once: each primary is asked for its own.</summary>
internal static class Keyspace
{
    private const int Batch = 1000;

    // By a script, since the client lets FLUSHDB itself through only for administrators.
    private const string Flush = "return redis.call('FLUSHDB', 'ASYNC')";

    public static async ValueTask FlushAsync(IDatabase database, CancellationToken cancellationToken)
    {
        foreach (var primary in await PrimariesAsync(database, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await primary.ExecuteAsync(database.Database, "EVAL", [Flush, 0], CommandFlags.None).OrGivenUp(cancellationToken).ConfigureAwait(false);
            }
            catch (RedisServerException refusal) when (RedisRefusals.IsForbidden(refusal))
            {
                throw new InvalidOperationException(
                    $"The Redis server refuses FLUSHDB, by which the whole database is cleared ({refusal.Message.Trim()}). Allow its user FLUSHDB and EVAL, or set Options:ClearScope to prefix, which removes only what is below the alias's KeyPrefix.",
                    refusal);
            }
        }
    }

    public static async ValueTask DeleteAsync(IDatabase database, string prefix, CancellationToken cancellationToken)
    {
        foreach (var primary in await PrimariesAsync(database, cancellationToken).ConfigureAwait(false))
        {
            await foreach (var keys in ScanAsync(primary, database.Database, prefix, cancellationToken).ConfigureAwait(false))
                await ManyEntries.DeleteAsync(database, keys, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <remarks>The server counts an expired entry too, until it has removed it, which it does within moments.</remarks>
    public static async ValueTask<long> CountAsync(IDatabase database, CancellationToken cancellationToken)
    {
        long count = 0;
        foreach (var primary in await PrimariesAsync(database, cancellationToken).ConfigureAwait(false))
            count += await primary.DatabaseSizeAsync(database.Database).OrGivenUp(cancellationToken).ConfigureAwait(false);
        return count;
    }

    public static async IAsyncEnumerable<CacheEntryInfo> ListAsync(
        IDatabase database, string? prefix, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A scan may come upon a key twice.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var primary in await PrimariesAsync(database, cancellationToken).ConfigureAwait(false))
        {
            await foreach (var keys in ScanAsync(primary, database.Database, prefix, cancellationToken).ConfigureAwait(false))
            {
                var entries = await Task.WhenAll(keys.Select(key => DescribeAsync(database, key, time))).OrGivenUp(cancellationToken).ConfigureAwait(false);
                foreach (var entry in entries)
                {
                    if (entry is { } found && seen.Add(found.Key))
                        yield return found;
                }
            }
        }
    }

    private static async IAsyncEnumerable<RedisKey[]> ScanAsync(
        IServer primary, int database, string? prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var keys = new List<RedisKey>(Batch);
        RedisValue pattern = prefix is null ? default : RedisKeys.PatternOf(prefix);
        await foreach (var key in primary.KeysAsync(database, pattern, Batch).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            keys.Add(key);
            if (keys.Count < Batch)
                continue;
            cancellationToken.ThrowIfCancellationRequested();
            yield return [.. keys];
            keys.Clear();
        }

        if (keys.Count > 0)
            yield return [.. keys];
    }

    /// <summary>An entry; null for what is gone meanwhile, and for a list, a hash or the like, which is none.</summary>
    private static async Task<CacheEntryInfo?> DescribeAsync(IDatabase database, RedisKey key, TimeProvider time)
    {
        var length = database.StringLengthAsync(key, CommandFlags.DemandMaster);
        var life = await RedisLifetime.ReadAsync(database, key, CommandFlags.DemandMaster).ConfigureAwait(false);
        if (!life.HasValue)
            return null;
        try
        {
            return new(RedisKeys.TextOf(key), RedisLifetime.EndOf(life.Value, time.GetUtcNow()), await length.ConfigureAwait(false));
        }
        catch (RedisServerException refusal) when (RedisRefusals.IsOfAnotherKind(refusal))
        {
            return null;
        }
    }

    /// <summary>
    /// The servers that take writes. Of a cluster all that have slots now, also those out of reach: without them a call fails, and
    /// is not done in part.
    /// </summary>
    private static async ValueTask<IReadOnlyList<IServer>> PrimariesAsync(IDatabase database, CancellationToken cancellationToken)
    {
        var leader = await database.IdentifyEndpointAsync(default, CommandFlags.DemandMaster).OrGivenUp(cancellationToken).ConfigureAwait(false)
            ?? throw new RedisOutageException(RedisErrors.NoLeaderText, null);
        var server = database.Multiplexer.GetServer(leader);
        return server.ServerType == ServerType.Cluster
            ? await ClusterPrimaries.FindAsync(database.Multiplexer, server, cancellationToken).ConfigureAwait(false)
            : [server];
    }
}
