using Microsoft.Data.Sqlite;

namespace CacheKit.Sqlite.Connections;

/// <summary>The databases of a container: aliases with one connection string have one, with one writer. Closed with the container.</summary>
internal sealed class SqliteDatabases : IDisposable
{
    private readonly Dictionary<string, SqliteDatabase> _open = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public SqliteDatabase Open(string connectionString)
    {
        // Two spellings of one connection string are one database.
        string normal = new SqliteConnectionStringBuilder(connectionString).ToString();
        lock (_gate)
        {
            if (!_open.TryGetValue(normal, out var database))
                _open.Add(normal, database = new SqliteDatabase(connectionString));
            return database;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var database in _open.Values)
                database.Dispose();
            _open.Clear();
        }
    }
}
