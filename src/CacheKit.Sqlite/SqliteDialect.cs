using CacheKit.Database;
using CacheKit.Database.Configuration;

namespace CacheKit.Sqlite;

/// <summary>SQLite's SQL: texts compare by their bytes, and a table has no schema.</summary>
internal sealed class SqliteDialect : DatabaseDialect
{
    public override bool HasSchemas => false;

    public override string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public override IReadOnlyList<string> CreateTable(DatabaseSettings settings)
    {
        string table = Quote(settings.Table);
        // Tables and indexes share their names: 'a_expires' might well be another table.
        string index = Quote($"index of {settings.Table.Name} on {ExpiresColumn}");
        return
        [
            $"CREATE TABLE IF NOT EXISTS {table} (\"{KeyColumn}\" TEXT NOT NULL PRIMARY KEY, \"{FullKeyColumn}\" BLOB, \"{ValueColumn}\" BLOB NOT NULL, \"{ExpiresColumn}\" INTEGER)",
            $"CREATE INDEX IF NOT EXISTS {index} ON {table} (\"{ExpiresColumn}\")",
        ];
    }
}
