using System.Diagnostics;
using CacheKit.Sqlite.Statements;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CacheKit.Sqlite.Connections;

/// <summary>
/// One database of this process: a connection that writes, one transaction at a time, and a few that read beside it
/// (WAL). A database in memory, or with a shared cache, has one connection for both.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly SqliteFile _file;
    private readonly SqliteFaults _faults;
    private readonly SqliteReaders _readers;
    private readonly SemaphoreSlim _writerGate = new(1, 1);
    private readonly TimeSpan _patience;
    private readonly bool _isShared;
    private readonly bool _isReadOnly;

    private SqliteSession? _writer;
    private volatile bool _isDisposed;
    private int _tables;

    // Whether everything goes through the one connection; known once it is open.
    private volatile bool _hasOneConnection;

    public SqliteDatabase(string connectionString)
    {
        var settings = new SqliteConnectionStringBuilder(connectionString) { Pooling = false };
        Name = settings.DataSource;
        _faults = new SqliteFaults($"'{Name}'");
        _file = new SqliteFile(settings.ToString(), _faults);
        _readers = new SqliteReaders(_file, _faults);
        _patience = settings.DefaultTimeout == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(settings.DefaultTimeout);
        _isShared = settings.Cache == SqliteCacheMode.Shared || settings.Mode == SqliteOpenMode.Memory;
        _isReadOnly = settings.Mode == SqliteOpenMode.ReadOnly;
    }

    /// <summary>The file, or what stands for it.</summary>
    public string Name { get; }

    /// <summary>Rises when what is known of the tables is no longer certain; once a second it is looked whether the file is the one at its path.</summary>
    public int LookAtEpoch()
    {
        _file.LookNowAndThen();
        return _faults.Epoch;
    }

    /// <summary>A place for a table's statements on each connection.</summary>
    public int TakeSlot() => Interlocked.Increment(ref _tables) - 1;

    /// <summary>Begins to read. The table has been looked for (<see cref="SqliteTable"/>), so that the writer has opened the file.</summary>
    public async ValueTask<SqliteReading> ReadAsync(int slot, SqliteSql sql, CancellationToken cancellationToken)
    {
        var session = _hasOneConnection
            ? await TakeWriterAsync(cancellationToken).ConfigureAwait(false)
            : await _readers.RentAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return new SqliteReading(this, session, session.On(slot, sql));
        }
        catch
        {
            EndReading(session);
            throw;
        }
    }

    public void EndReading(SqliteSession session)
    {
        if (ReferenceEquals(session, _writer))
            EndTurn();
        else
            _readers.Return(session);
    }

    /// <summary>Begins a transaction that writes, when no other is under way, in this process or another.</summary>
    public async ValueTask<SqliteWriting> WriteAsync(int slot, SqliteSql sql, CancellationToken cancellationToken)
    {
        await _writerGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        SqliteSession? session = null;
        try
        {
            session = await OpenWriterAsync(cancellationToken).ConfigureAwait(false);
            if (!session.TryBegin())
                await RetryAsync(session.TryBegin, cancellationToken).ConfigureAwait(false);
            return new SqliteWriting(this, session, session.On(slot, sql));
        }
        catch
        {
            EndWriting(session);
            throw;
        }
    }

    public void EndWriting(SqliteSession? session)
    {
        try
        {
            session?.Rollback();
        }
        catch (SqliteException)
        {
            // What cannot be undone is undone by closing the connection; what went wrong before is what the caller hears of.
            _faults.BeginEpoch();
        }
        finally
        {
            EndTurn();
        }
    }

    /// <summary>Carries out what can do without a transaction, on the connection that writes.</summary>
    public async ValueTask PrepareAsync(Action<SqliteSession> work, CancellationToken cancellationToken)
    {
        await _writerGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var session = await OpenWriterAsync(cancellationToken).ConfigureAwait(false);
            await RetryAsync(() => session.Try(work), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            EndTurn();
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        // Seen by whoever gives the gate back before it is tried below.
        Interlocked.MemoryBarrier();
        _file.Dispose();
        _readers.Dispose();
        // Whoever is still at it closes the connection when done.
        if (_writerGate.Wait(0))
            EndTurn();
    }

    private void EndTurn()
    {
        if (_isDisposed)
            CloseAll();
        _writerGate.Release();
        // The end may have come between the two, found the gate closed, and left the rest to us.
        if (_isDisposed && _writer is not null && _writerGate.Wait(0))
            EndTurn();
    }

    /// <summary>The connection that writes, opened by the holder of the gate if it is not, or is of no more use.</summary>
    private async ValueTask<SqliteSession> OpenWriterAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_writer is { } open && open.Epoch == _faults.Epoch)
            return open;
        CloseAll();
        var session = _file.Open();
        try
        {
            if (!_isReadOnly)
                await RetryAsync(() => session.Try(Configure), cancellationToken).ConfigureAwait(false);
            _hasOneConnection = _isShared || session.File.Length == 0;
        }
        catch
        {
            session.Dispose();
            throw;
        }

        return _writer = session;
    }

    /// <summary>
    /// WAL: readers and a writer do not wait for each other. Where it cannot be had, as in memory, SQLite stays with what
    /// it has. With it, NORMAL loses the last moments when the power fails, and no more: right for a cache.
    /// </summary>
    private static void Configure(SqliteSession session)
    {
        session.Execute("PRAGMA journal_mode = WAL");
        session.Execute("PRAGMA synchronous = NORMAL");
    }

    private void CloseAll()
    {
        _readers.CloseIdle();
        _writer?.Dispose();
        _writer = null;
    }

    private async ValueTask<SqliteSession> TakeWriterAsync(CancellationToken cancellationToken)
    {
        await _writerGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await OpenWriterAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            EndTurn();
            throw;
        }
    }

    /// <summary>Tries until another process lets go of the database: a few times at once, then every millisecond, without a thread.</summary>
    private async ValueTask RetryAsync(Func<bool> attempt, CancellationToken cancellationToken)
    {
        for (int tries = 0; tries < 4; tries++)
        {
            if (attempt())
                return;
            Thread.Yield();
        }

        long start = Stopwatch.GetTimestamp();
        while (!attempt())
        {
            if (_patience != Timeout.InfiniteTimeSpan && Stopwatch.GetElapsedTime(start) > _patience)
                throw _faults.Explain(raw.SQLITE_BUSY, raw.SQLITE_BUSY, "database is locked");
            await Task.Delay(TimeSpan.FromMilliseconds(1), cancellationToken).ConfigureAwait(false);
        }
    }
}
