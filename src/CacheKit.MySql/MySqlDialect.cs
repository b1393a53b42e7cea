using CacheKit.Database;
using CacheKit.Database.Configuration;
using CacheKit.Database.Keys;

namespace CacheKit.MySql;

/// <summary>The names and tables of MySQL and MariaDB.</summary>
internal sealed class MySqlDialect : DatabaseDialect
{
    /// <summary>A database, which MySQL also calls a schema.</summary>
    public override bool HasSchemas => true;

    public override string Quote(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    // Bytes, since all collations of texts fold or pad: keys that differ in case, accents or trailing spaces are two.
    public override IReadOnlyList<string> CreateTable(DatabaseSettings settings) =>
    [
        $"CREATE TABLE {Quote(settings.Table)} (\n    {KeyColumn} VARBINARY({DatabaseKey.MaximumLength}) NOT NULL PRIMARY KEY,\n    {ValueColumn} LONGBLOB NOT NULL,\n    {ExpiresColumn} BIGINT NULL,\n    {FullKeyColumn} LONGBLOB NULL,\n    INDEX ({ExpiresColumn})\n) ENGINE=InnoDB",
    ];
}
