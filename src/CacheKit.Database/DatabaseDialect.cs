using CacheKit.Database.Configuration;
using CacheKit.Database.Tables;

namespace CacheKit.Database;

/// <summary>How a kind of database writes SQL: names, and the statements that make a table.</summary>
internal abstract class DatabaseDialect
{
    /// <summary>The columns, in every database.</summary>
    public const string KeyColumn = "cache_key";

    public const string ValueColumn = "value";

    public const string ExpiresColumn = "expires";

    public const string FullKeyColumn = "full_key";

    /// <summary>Whether a table may stand in a schema: <c>caches.pages</c>.</summary>
    public abstract bool HasSchemas { get; }

    /// <summary>A name as an identifier, whatever is in it.</summary>
    public abstract string Quote(string name);

    /// <summary>A table with its schema as identifiers.</summary>
    public string Quote(TableName table) => table.Schema is { } schema ? $"{Quote(schema)}.{Quote(table.Name)}" : Quote(table.Name);

    /// <summary>
    /// The statements that make a table and its index on <c>expires</c>, to be run in this order; as they are shown to
    /// somebody who runs them by hand, without a semicolon at their end.
    /// </summary>
    public abstract IReadOnlyList<string> CreateTable(DatabaseSettings settings);
}
