using System.Diagnostics.CodeAnalysis;
using CacheKit.Database.Culling;
using CacheKit.Sqlite.Connections;
using CacheKit.Sqlite.Statements;

namespace CacheKit.Sqlite;

internal sealed partial class SqliteTable
{
    // A table of more rows than this is not counted whole while it is brought down to MaxEntries.
    private const int MostCountedWhole = 4 * EntryLimit.LargestBatch;

    private readonly EntryLimit _limit = new(settings.MaxEntries, settings.CullFrequency);
    private readonly EntryEstimate _estimate = new(new EntryLimit(settings.MaxEntries, settings.CullFrequency));
    private readonly ExpirySchedule _expiry = new();

    // What the last count at a write found; only the writer touches it.
    private long _counted;

    // The count beside the writes that is under way, or was last.
    private Task _counting = Task.CompletedTask;

    /// <summary>Takes away what has expired, when it is time to look, and what is above the limit, before one entry is written.</summary>
    private void MakeRoom(in SqliteWriting writing, long now) => MakeRoom(writing, now, 1);

    /// <summary>The same before several entries, of which an estimate has to know.</summary>
    /// <returns>How many entries may be written before room has to be made again.</returns>
    private long MakeRoom(in SqliteWriting writing, long now, int insertions)
    {
        CullExpiredIfDue(writing, now, insertions);
        if (!_limit.IsExact)
        {
            if (_estimate.Write(insertions, now, out bool countsNow) is > 0 and var batch)
                CullSmallest(writing, batch);
            if (countsNow)
                _counting = CountBesideAsync(now);
            return long.MaxValue;
        }

        long rows = CountRows(writing);
        if (rows > _limit.MaxEntries)
            rows = Cull(writing, now);
        return Math.Max(1, _limit.MaxEntries + 1 - rows);
    }

    private void CullExpiredIfDue(in SqliteWriting writing, long now, int insertions)
    {
        int most = EntryLimit.ExpiredBatchOf(insertions);
        if (_expiry.IsDue(now))
            _expiry.Looked(CullExpired(writing, now, most), most);
    }

    private static int CullExpired(in SqliteWriting writing, long now, int most)
    {
        var delete = writing[SqliteOperation.CullExpired];
        delete.Bind(1, now);
        delete.Bind(2, most);
        return delete.Run();
    }

    private static void CullSmallest(in SqliteWriting writing, long count)
    {
        var delete = writing[SqliteOperation.CullSmallest];
        delete.Bind(1, count);
        delete.Run();
    }

    private long Cull(in SqliteWriting writing, long now)
    {
        CullExpired(writing, now, EntryLimit.LargestBatch);
        if (_limit.NumberToCull(CountRows(writing)) is > 0 and var surplus)
            CullSmallest(writing, Math.Min(surplus, EntryLimit.LargestBatch));
        return CountRows(writing);
    }

    private long CountRows(in SqliteWriting writing)
    {
        if (_counted <= MostCountedWhole)
            return _counted = writing[SqliteOperation.CountRows].Number();
        var count = writing[SqliteOperation.CountRowsUpTo];
        count.Bind(1, MostCountedWhole + 1L);
        return _counted = count.Number();
    }

    /// <summary>A writer that is far ahead of the count lets it catch up, or the limit would be passed unseen.</summary>
    private ValueTask WaitForCountAsync() => _estimate.IsBehind ? new ValueTask(_counting) : default;

    [SuppressMessage("Design", "CA1031", Justification = "Whatever made the count fail is met by the next operation, which has a caller to tell.")]
    private async Task CountBesideAsync(long now)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            _estimate.Counted(await CountAsync(now, CancellationToken.None).ConfigureAwait(false));
        }
        catch (Exception)
        {
            _estimate.NotCounted();
        }
    }
}
