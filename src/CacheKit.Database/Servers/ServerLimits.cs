using CacheKit.Database.Configuration;
using CacheKit.Database.Culling;
using CacheKit.Database.Diagnostics;
using CacheKit.Database.Keys;

namespace CacheKit.Database.Servers;

/// <summary>Keeps a table to its <see cref="EntryLimit"/>: says what a write sends along, and what it does with the answer.</summary>
/// <param name="sql">How the server is told.</param>
/// <param name="source">Where it is told.</param>
/// <param name="settings">The settings of the alias.</param>
internal sealed class ServerLimits(ServerSql sql, ServerSource source, DatabaseSettings settings)
{
    private readonly ExpirySchedule _expiry = new();
    private readonly EntryLimit _limit = new(settings.MaxEntries, settings.CullFrequency);
    private readonly EntryEstimate _estimate = new(new EntryLimit(settings.MaxEntries, settings.CullFrequency));

    private Task _counting = Task.CompletedTask;
    private int _isCulling;
    private volatile bool _cannotCull;

    /// <summary>Begins a write that inserts no rows.</summary>
    public ServerWrite Begin(long? expires, long now)
    {
        var statements = new List<ServerStatement>(2);
        int expired = AddExpired(statements, EntryLimit.ExpiredBatch, now);
        _expiry.Wrote(expires);
        return new(this, statements, expired, CountsRows: false, now);
    }

    /// <summary>Begins a write that may insert rows.</summary>
    public ServerWrite Begin(long? expires, int insertions, long now)
    {
        var statements = new List<ServerStatement>(3);
        int expired = AddExpired(statements, EntryLimit.ExpiredBatchOf(insertions), now);
        _expiry.Wrote(expires);
        if (_limit.IsExact)
        {
            // Beyond what one write may cull, there is no need to know how many.
            statements.Add(sql.CountUpTo(_limit.MaxEntries + EntryLimit.LargestBatchOf(insertions), now));
            return new(this, statements, expired, CountsRows: true, now);
        }

        int doomed = _estimate.Write(insertions, now, out bool countsNow);
        if (doomed > 0)
            statements.Add(sql.CullSmallest([], doomed, now));
        if (countsNow)
            _counting = CountAsync(now);
        return new(this, statements, expired, CountsRows: false, now);
    }

    /// <summary>Takes what the statement said that takes away expired rows.</summary>
    public void Looked(int removed, int most) => _expiry.Looked(removed, most);

    /// <summary>
    /// Culls if a write found too many rows, as if it had been done before: what was written stays. That is a round trip
    /// more, of one write in many. The write has succeeded whatever becomes of this: no failure is its caller's, and he cannot
    /// call it off.
    /// </summary>
    public async ValueTask CullAsync(long alive, IReadOnlyList<DatabaseKey> kept, long now)
    {
        if (_limit.NumberToCull(alive, kept.Count) is not (> 0 and var doomed) || Interlocked.Exchange(ref _isCulling, 1) == 1)
            return;
        try
        {
            await source.CallAsync(
                [sql.CullSmallest(kept, doomed, now)], isRepeatable: false, static (answer, token) => answer.FinishAsync(token), CancellationToken.None)
                .ConfigureAwait(false);
            _cannotCull = false;
        }
        catch (Exception failure)
        {
            if (!_cannotCull)
                Log.CullFailed(settings.Logger, failure, settings.Alias, settings.Table);
            _cannotCull = true;
        }
        finally
        {
            Volatile.Write(ref _isCulling, 0);
        }
    }

    /// <summary>A writer that is far ahead of the count lets it catch up, or the limit would be passed unseen.</summary>
    public ValueTask WaitForCountAsync() => _estimate.IsBehind ? new ValueTask(_counting) : default;

    /// <summary>Waits for what runs beside the writes.</summary>
    public Task FinishAsync() => _counting;

    /// <returns>How many expired rows go at most; 0 where it is not time to look.</returns>
    private int AddExpired(List<ServerStatement> statements, int most, long now)
    {
        if (!_expiry.IsDue(now))
            return 0;
        statements.Add(sql.CullExpired(most, now));
        return most;
    }

    // Never fails: the write that started it does not wait for it.
    private async Task CountAsync(long now)
    {
        try
        {
            _estimate.Counted(
                await source.CallAsync([sql.Count(now)], isRepeatable: true, ServerTable.ReadNumberAsync, CancellationToken.None).ConfigureAwait(false));
        }
        catch (Exception)
        {
            // The next write tries again, and tells its caller what is wrong.
            _estimate.NotCounted();
        }
    }
}
