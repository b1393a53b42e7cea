using CacheKit.Sqlite.Statements;

namespace CacheKit.Sqlite.Connections;

/// <summary>A connection to read with, and the statements on the table; given back when it is disposed.</summary>
internal readonly struct SqliteReading(SqliteDatabase database, SqliteSession session, SqliteStatements statements) : IDisposable
{
    public SqliteSession Session => session;

    public SqliteStatement this[SqliteOperation operation] => statements[operation];

    public void Dispose() => database.EndReading(session);
}
