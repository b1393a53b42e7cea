using CacheKit.Database.Configuration;
using CacheKit.Sqlite.Connections;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CacheKit.Sqlite.Statements;

/// <summary>
/// The statements on one table. Where they go by key, <c>?1</c> is <c>cache_key</c> and <c>?2</c> <c>full_key</c>; where
/// they ask what is alive, <c>?3</c> is now.
/// </summary>
internal sealed class SqliteSql
{
    private const string Row = "\"cache_key\" = ?1 AND \"full_key\" IS ?2";
    private const string LiveRow = Row + " AND (\"expires\" IS NULL OR \"expires\" > ?3)";

    // ?3 value, ?4 expires, ?5 now.
    private const string Upsert = """
        ("cache_key", "full_key", "value", "expires") VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT ("cache_key") DO UPDATE SET "full_key" = excluded."full_key", "value" = excluded."value", "expires" = excluded."expires"
        """;

    // ?1 and ?2 the bounds, ?3 what a plain key begins with (NULL: none can), ?4 what a full key begins with, ?5 whether a prefix
    // is asked for at all.
    private const string WithPrefix = """
        "cache_key" >= ?1 AND "cache_key" < ?2 AND (NOT ?5 OR CASE WHEN "full_key" IS NULL
        THEN substr(CAST("cache_key" AS BLOB), 1, length(?3)) = ?3 ELSE substr("full_key", 1, length(?4)) = ?4 END)
        """;

    private readonly DatabaseSettings _settings;
    private readonly string[] _texts;

    public SqliteSql(DatabaseSettings settings)
    {
        _settings = settings;
        string table = settings.Provider.Dialect.Quote(settings.Table);
        _texts = Array.ConvertAll(Enum.GetValues<SqliteOperation>(), operation => TextOf(operation, table, settings.Table.Name));
    }

    public string this[SqliteOperation operation] => _texts[(int)operation];

    /// <summary>What a failure means where it has to do with the table.</summary>
    public Exception Explain(SqliteException failure, SqliteFaults faults)
    {
        if (failure.SqliteErrorCode != raw.SQLITE_ERROR)
            return failure;
        if (failure.Message.Contains("no such table", StringComparison.Ordinal))
        {
            // The next call looks for it again, and makes it where it may.
            faults.BeginEpoch();
            return _settings.MissingTable(failure);
        }

        return failure.Message.Contains("no such column", StringComparison.Ordinal) || failure.Message.Contains("has no column", StringComparison.Ordinal)
            ? _settings.ForeignTable(failure)
            : failure;
    }

    private static string TextOf(SqliteOperation operation, string table, string name) => operation switch
    {
        SqliteOperation.Read => $"SELECT \"value\" FROM {table} WHERE {LiveRow}",
        SqliteOperation.ReadExpiry => $"SELECT \"expires\" FROM {table} WHERE {LiveRow}",
        SqliteOperation.Write => $"INSERT INTO {table} {Upsert}",
        // A row whose full key is another is no entry of ours: as good as absent.
        SqliteOperation.Add => $"INSERT INTO {table} AS held {Upsert} WHERE held.\"expires\" <= ?5 OR held.\"full_key\" IS NOT excluded.\"full_key\"",
        SqliteOperation.Touch => $"UPDATE {table} SET \"expires\" = ?4 WHERE {LiveRow}",
        SqliteOperation.Increment => $"UPDATE {table} SET \"value\" = ?4 WHERE {LiveRow}",
        SqliteOperation.Move => $"UPDATE OR REPLACE {table} SET \"cache_key\" = ?4, \"full_key\" = ?5 WHERE {LiveRow}",
        SqliteOperation.Delete => $"DELETE FROM {table} WHERE {LiveRow}",
        SqliteOperation.DeleteAlways => $"DELETE FROM {table} WHERE {Row}",
        SqliteOperation.Clear => $"DELETE FROM {table}",
        SqliteOperation.ClearPrefix => $"DELETE FROM {table} WHERE {WithPrefix}",
        SqliteOperation.CullExpired => $"DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {table} WHERE \"expires\" <= ?1 ORDER BY \"expires\" LIMIT ?2)",
        SqliteOperation.CullSmallest => $"DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {table} ORDER BY \"cache_key\" LIMIT ?1)",
        // Adds up the cells of the smallest index, page by page.
        SqliteOperation.CountRows => $"SELECT count(*) FROM {table}",
        SqliteOperation.CountRowsUpTo => $"SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT ?1)",
        SqliteOperation.CountAlive => $"SELECT (SELECT count(*) FROM {table} WHERE \"expires\" > ?1) + (SELECT count(*) FROM {table} WHERE \"expires\" IS NULL)",
        SqliteOperation.List => $"SELECT \"cache_key\", \"full_key\", \"expires\", length(\"value\") FROM {table} WHERE {WithPrefix} AND \"cache_key\" > ?6 AND (\"expires\" IS NULL OR \"expires\" > ?7) ORDER BY \"cache_key\" LIMIT ?8",
        SqliteOperation.Exists => $"SELECT 1 FROM sqlite_schema WHERE type IN ('table', 'view') AND lower(name) = lower({Text(name)})",
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, null),
    };

    private static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
