using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CacheKit.Sqlite.Connections;

/// <summary>
/// What the failures of one database mean: what to tell the operator, and whether its connections are of any use
/// afterwards. Connections are opened anew when they are of an earlier epoch.
/// </summary>
/// <param name="database">The database as messages may show it.</param>
internal sealed class SqliteFaults(string database)
{
    private int _epoch;

    /// <summary>Rises when connections that are open have to go.</summary>
    public int Epoch => Volatile.Read(ref _epoch);

    /// <summary>Makes all connections that are open go, each when its holder gives it back.</summary>
    public void BeginEpoch() => Interlocked.Increment(ref _epoch);

    /// <summary>Whether a call failed because another holds the database.</summary>
    public static bool IsBusy(int code) => (code & 0xFF) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    /// <summary>The exception for a failure.</summary>
    public SqliteException Explain(int code, int extendedCode, string message)
    {
        string? advice = code switch
        {
            raw.SQLITE_FULL => "the disk is full",
            raw.SQLITE_READONLY => "it cannot be written: look at the permissions of the file and of its directory, in which SQLite puts files beside it",
            raw.SQLITE_CANTOPEN => "it cannot be opened: its directory must exist, and this process must be allowed to write there",
            raw.SQLITE_CORRUPT => "it is damaged: stop the applications that use it and delete the file with its -wal and -shm; a cache is made anew",
            raw.SQLITE_NOTADB => "it is no SQLite database, or is encrypted: ConnectionString must name a file of the cache's own",
            raw.SQLITE_IOERR => "its disk cannot be read or written",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "another process kept it locked for longer than the connection string's Default Timeout allows",
            _ => null,
        };

        // After these a connection may hold on to what is no more: a file that was deleted, a page that was damaged.
        if (code is raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB
            or raw.SQLITE_IOERR or raw.SQLITE_NOMEM or raw.SQLITE_PROTOCOL)
            BeginEpoch();
        return new SqliteException(
            advice is null ? $"The SQLite database {database}: {message}" : $"The SQLite database {database}: {advice} ({message}).", code, extendedCode);
    }
}
