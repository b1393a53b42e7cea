using CacheKit.Sqlite.Statements;

namespace CacheKit.Sqlite.Connections;

/// <summary>
/// A transaction that writes, and the statements on the table. It is undone when it is disposed without having been
/// committed; the next writer of the process comes then.
/// </summary>
internal readonly struct SqliteWriting(SqliteDatabase database, SqliteSession session, SqliteStatements statements) : IDisposable
{
    public SqliteSession Session => session;

    public SqliteStatement this[SqliteOperation operation] => statements[operation];

    public void Commit() => session.Commit();

    public void Dispose() => database.EndWriting(session);
}
