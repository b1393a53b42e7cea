using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace CacheKit.Sqlite.Connections;

/// <summary>
/// The file of a database: opens connections, and sees to it that those of one epoch are all to one file, the one that
/// its path names. What is written to a file that was deleted or replaced under a connection is seen by those alone who
/// had opened it before, and is gone with them.
/// </summary>
/// <remarks>
/// A connection of its own, on which nothing else is ever done, is asked: the others have owners, and wait for locks. It
/// is opened first in each epoch, so that any other that is opened elsewhere shows as its file's having moved.
/// </remarks>
internal sealed class SqliteFile(string connectionString, SqliteFaults faults) : IDisposable
{
    /// <summary>How often it is looked whether the file is still the one at its path.</summary>
    private static readonly TimeSpan _lookInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private SqliteConnection? _watch;
    private int _watchEpoch;
    private long _lookedAt;
    private bool _isDisposed;

    /// <summary>Opens a connection.</summary>
    /// <exception cref="SqliteException">It cannot be opened; the message says what to look at.</exception>
    public SqliteSession Open()
    {
        while (true)
        {
            Watch();
            int epoch = faults.Epoch;
            var session = NewSession(Connect(), epoch);
            Look();
            if (session.Epoch == faults.Epoch)
                return session;
            session.Dispose();
        }
    }

    /// <summary>Begins an epoch if the file has turned out to be another; looks once a second.</summary>
    // hot path: a look at the clock
    public void LookNowAndThen()
    {
        long last = Volatile.Read(ref _lookedAt);
        if (Stopwatch.GetElapsedTime(last) >= _lookInterval && Interlocked.CompareExchange(ref _lookedAt, Stopwatch.GetTimestamp(), last) == last)
            Look();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _watch?.Dispose();
            _watch = null;
        }
    }

    private void Watch()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            int epoch = faults.Epoch;
            if (_watch is not null && _watchEpoch == epoch)
                return;
            _watch?.Dispose();
            _watch = null;
            (_watch, _watchEpoch) = (Connect(), epoch);
        }
    }

    private void Look()
    {
        lock (_gate)
        {
            if (_watch?.Handle is { } handle && _watchEpoch == faults.Epoch && SqliteFileControl.HasMoved(handle))
                faults.BeginEpoch();
        }
    }

    private SqliteSession NewSession(SqliteConnection connection, int epoch)
    {
        try
        {
            return new SqliteSession(connection, faults, epoch);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw faults.Explain(exception.SqliteErrorCode, exception.SqliteExtendedErrorCode, exception.Message);
        }
    }
}
