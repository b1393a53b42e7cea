using CacheKit.Sqlite.Statements;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CacheKit.Sqlite.Connections;

/// <summary>One open connection with what it has prepared; used by one caller at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteFaults _faults;
    private readonly List<SqliteStatements?> _tables = [];
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _beginReading;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollback;
    private readonly int _patience;

    /// <param name="connection">The connection, open; closed with this object.</param>
    /// <param name="faults">What failures mean.</param>
    /// <param name="epoch">The epoch in which it was opened.</param>
    public SqliteSession(SqliteConnection connection, SqliteFaults faults, int epoch)
    {
        _connection = connection;
        _faults = faults;
        Epoch = epoch;
        Handle = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        _patience = connection.DefaultTimeout == 0 ? int.MaxValue : (int)Math.Min(connection.DefaultTimeout * 1000L, int.MaxValue);
        _ = raw.sqlite3_busy_timeout(Handle, _patience);
        _begin = Prepare("BEGIN IMMEDIATE");
        _beginReading = Prepare("BEGIN");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
    }

    /// <summary>SQLite's own handle.</summary>
    public sqlite3 Handle { get; }

    /// <summary>Of which life of the database it is (<see cref="SqliteFaults.Epoch"/>).</summary>
    public int Epoch { get; }

    /// <summary>The path of the file; empty for a database in memory.</summary>
    public string File => raw.sqlite3_db_filename(Handle, "main").utf8_to_string() ?? "";

    /// <summary>The statements on a table, by its place among the tables of the database.</summary>
    public SqliteStatements On(int slot, SqliteSql sql)
    {
        while (_tables.Count <= slot)
            _tables.Add(null);
        return _tables[slot] ??= new SqliteStatements(this, sql);
    }

    /// <param name="text">The statement.</param>
    /// <param name="sql">The statements on a table that it is one of.</param>
    public SqliteStatement Prepare(string text, SqliteSql? sql = null)
    {
        int code = raw.sqlite3_prepare_v3(Handle, text, raw.SQLITE_PREPARE_PERSISTENT, out var statement);
        return code == raw.SQLITE_OK ? new SqliteStatement(this, statement, sql) : throw Failed(code, sql);
    }

    /// <summary>Carries out a statement once.</summary>
    public void Execute(string sql)
    {
        var statement = Prepare(sql);
        try
        {
            while (statement.Step())
            {
            }
        }
        finally
        {
            statement.Dispose();
        }
    }

    /// <summary>
    /// Begins a transaction that writes; false when another process is writing, whose end nobody here waits for with a
    /// thread.
    /// </summary>
    public bool TryBegin()
    {
        _ = raw.sqlite3_busy_timeout(Handle, 0);
        try
        {
            return _begin.TryRun();
        }
        finally
        {
            _ = raw.sqlite3_busy_timeout(Handle, _patience);
        }
    }

    /// <summary>Tries something once; false when another process holds the database.</summary>
    public bool Try(Action<SqliteSession> work)
    {
        _ = raw.sqlite3_busy_timeout(Handle, 0);
        try
        {
            work(this);
            return true;
        }
        catch (SqliteException exception) when (SqliteFaults.IsBusy(exception.SqliteErrorCode))
        {
            return false;
        }
        finally
        {
            _ = raw.sqlite3_busy_timeout(Handle, _patience);
        }
    }

    /// <summary>Begins a transaction in which all reads see one state.</summary>
    public void BeginReading() => _beginReading.Run();

    public void Commit() => _commit.Run();

    /// <summary>Undoes what was begun, if it was; some failures have already.</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(Handle) == 0)
            _rollback.Run();
    }

    /// <summary>The failure of a call, as callers see it.</summary>
    /// <param name="code">What the call gave.</param>
    /// <param name="sql">The statements on a table that it was about.</param>
    public Exception Failed(int code, SqliteSql? sql = null)
    {
        var failure = _faults.Explain(code & 0xFF, raw.sqlite3_extended_errcode(Handle), raw.sqlite3_errmsg(Handle).utf8_to_string());
        return sql is null ? failure : sql.Explain(failure, _faults);
    }

    public void Dispose()
    {
        foreach (var table in _tables)
            table?.Dispose();
        foreach (var statement in (SqliteStatement[])[_begin, _beginReading, _commit, _rollback])
            statement.Dispose();
        _connection.Dispose();
    }
}
