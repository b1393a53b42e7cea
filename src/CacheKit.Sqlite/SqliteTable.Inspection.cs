using System.Runtime.CompilerServices;
using System.Text;
using CacheKit.Backends;
using CacheKit.Database.Keys;
using CacheKit.Sqlite.Connections;
using CacheKit.Sqlite.Statements;

namespace CacheKit.Sqlite;

internal sealed partial class SqliteTable
{
    private const int PageSize = 500;

    public override async ValueTask<long> CountAsync(long now, CancellationToken cancellationToken)
    {
        using var reading = await BeginReadingAsync(cancellationToken).ConfigureAwait(false);
        var count = reading[SqliteOperation.CountAlive];
        count.Bind(1, now);
        return count.Number();
    }

    public override async IAsyncEnumerable<CacheEntryInfo> ListAsync(string? prefix, long now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string last = "";
        while (true)
        {
            var page = await ListPageAsync(prefix, last, now, cancellationToken).ConfigureAwait(false);
            foreach (var (_, entry) in page)
                yield return entry;
            if (page.Count < PageSize)
                yield break;
            last = page[^1].StoredKey;
        }
    }

    public override async ValueTask<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        bool exists = false;
        await database.PrepareAsync(session => exists = Exists(session), cancellationToken).ConfigureAwait(false);
        return exists;
    }

    public override async ValueTask<bool> CreateAsync(CancellationToken cancellationToken)
    {
        bool isMade = false;
        await database.PrepareAsync(session => isMade = Create(session), cancellationToken).ConfigureAwait(false);
        return isMade;
    }

    private async ValueTask MakeReadyAsync(CancellationToken cancellationToken) =>
        await database.PrepareAsync(
            session =>
            {
                if (settings.CreateTable)
                    Create(session);
                Volatile.Write(ref _readyEpoch, session.Epoch);
            },
            cancellationToken).ConfigureAwait(false);

    /// <summary>Makes table and index together, so that nobody ever finds one without the other.</summary>
    private bool Create(SqliteSession session)
    {
        if (Exists(session))
            return false;
        session.Execute("BEGIN IMMEDIATE");
        try
        {
            bool isMade = !Exists(session);
            foreach (string statement in isMade ? settings.Provider.Dialect.CreateTable(settings) : [])
                session.Execute(statement);
            session.Commit();
            return isMade;
        }
        finally
        {
            session.Rollback();
        }
    }

    private bool Exists(SqliteSession session)
    {
        var exists = session.On(_slot, _sql)[SqliteOperation.Exists];
        bool found = exists.Step();
        exists.Reset();
        return found;
    }

    private async ValueTask<List<(string StoredKey, CacheEntryInfo Entry)>> ListPageAsync(
        string? prefix, string last, long now, CancellationToken cancellationToken)
    {
        using var reading = await BeginReadingAsync(cancellationToken).ConfigureAwait(false);
        var list = reading[SqliteOperation.List];
        var page = new List<(string, CacheEntryInfo)>(PageSize);
        BindPrefix(list, prefix ?? "");
        list.BindText(6, last);
        list.Bind(7, now);
        list.Bind(8, PageSize);
        try
        {
            while (list.Step())
                page.Add(EntryAt(list));
        }
        finally
        {
            list.Reset();
        }

        return page;
    }

    private static (string StoredKey, CacheEntryInfo Entry) EntryAt(SqliteStatement list)
    {
        string stored = list.TextAt(0);
        string key = DatabaseKey.FinalKeyOf(stored, list.IsNull(1) ? null : list.BytesAt(1).ToArray());
        DateTimeOffset? expires = list.NumberAt(2) is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
        return (stored, new CacheEntryInfo(key, expires, list.NumberAt(3) ?? 0));
    }

    private static void BindPrefix(SqliteStatement statement, string text)
    {
        var prefix = new DatabaseKeyPrefix(text);
        statement.BindText(1, prefix.From);
        statement.BindText(2, prefix.To);
        if (prefix.Text is { } plain)
            statement.BindBytes(3, Encoding.UTF8.GetBytes(plain));
        else
            statement.BindNull(3);
        statement.BindBytes(4, prefix.FullText);
        statement.Bind(5, text.Length);
    }
}
