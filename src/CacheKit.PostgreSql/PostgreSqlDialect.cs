using CacheKit.Database;
using CacheKit.Database.Configuration;
using CacheKit.Database.Keys;

namespace CacheKit.PostgreSql;

/// <summary>PostgreSQL's names and tables.</summary>
internal sealed class PostgreSqlDialect : DatabaseDialect
{
    public override bool HasSchemas => true;

    public override string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // The collation "C" compares bytes: no locale folds or orders keys. Payloads are not worth the time of PostgreSQL's
    // own compression.
    public override IReadOnlyList<string> CreateTable(DatabaseSettings settings)
    {
        string table = Quote(settings.Table);
        string unlogged = settings.Options.GetBoolean(PostgreSqlProvider.Unlogged) == true ? "UNLOGGED " : "";
        return
        [
            $"CREATE {unlogged}TABLE {table} (\n    {KeyColumn} varchar({DatabaseKey.MaximumLength}) COLLATE \"C\" PRIMARY KEY,\n    {ValueColumn} bytea NOT NULL,\n    {ExpiresColumn} bigint,\n    {FullKeyColumn} bytea\n)",
            $"ALTER TABLE {table} ALTER COLUMN {ValueColumn} SET STORAGE EXTERNAL",
            $"CREATE INDEX ON {table} ({ExpiresColumn})",
        ];
    }
}
