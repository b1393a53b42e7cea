using CacheKit.Sqlite.Statements;

namespace CacheKit.Sqlite.Connections;

/// <summary>
/// A transaction that writes, and the statements on the table. It is undone when it is disposed without having been
/// committed; the next writer of the process comes then.
/// </summary>
internal readonly struct SqliteWriting(SqliteDatabase database, SqliteLink link, SqliteStatements statements) : IDisposable
{
    public SqliteLink Link => link;

    public SqliteStatement this[SqliteOperation operation] => statements[operation];

    public void Commit() => link.Commit();

    public void Dispose() => database.EndWriting(link);
}
