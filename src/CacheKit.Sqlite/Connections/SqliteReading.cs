using CacheKit.Sqlite.Statements;

namespace CacheKit.Sqlite.Connections;

/// <summary>A connection to read with, and the statements on the table; given back when it is disposed.</summary>
internal readonly struct SqliteReading(SqliteDatabase database, SqliteLink link, SqliteStatements statements) : IDisposable
{
    public SqliteLink Link => link;

    public SqliteStatement this[SqliteOperation operation] => statements[operation];

    public void Dispose() => database.EndReading(link);
}
