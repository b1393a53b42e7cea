using CacheKit.Sqlite.Connections;

namespace CacheKit.Sqlite.Statements;

/// <summary>The statements on one table that one connection has prepared, each at its first use.</summary>
internal sealed class SqliteStatements(SqliteSession session, SqliteSql sql)
{
    private readonly SqliteStatement?[] _prepared = new SqliteStatement?[Enum.GetValues<SqliteOperation>().Length];

    public SqliteStatement this[SqliteOperation operation] => _prepared[(int)operation] ??= session.Prepare(sql[operation], sql);

    public void Dispose()
    {
        foreach (var statement in _prepared)
            statement?.Dispose();
    }
}
