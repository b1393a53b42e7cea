namespace CacheKit.Sqlite.Connections;

/// <summary>
/// A few connections that read, kept open. Whoever finds all of them in use waits, without a thread: reads take
/// microseconds, and more of them at once than there are processors are no faster.
/// </summary>
internal sealed class SqliteReaders(SqliteFile file, SqliteFaults faults) : IDisposable
{
    private static readonly int _most = Math.Clamp(Environment.ProcessorCount * 2, 4, 16);

    private readonly SemaphoreSlim _free = new(_most, _most);
    private readonly Stack<SqliteSession> _idle = new(_most);
    private readonly Lock _gate = new();
    private volatile bool _isDisposed;

    public async ValueTask<SqliteSession> RentAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return TakeIdle() ?? file.Open();
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    public void Return(SqliteSession session)
    {
        bool isKept;
        lock (_gate)
        {
            isKept = session.Epoch == faults.Epoch && !_isDisposed;
            if (isKept)
                _idle.Push(session);
        }

        if (!isKept)
            session.Dispose();
        _free.Release();
    }

    /// <summary>Closes what nobody uses; what is in use is closed when it comes back.</summary>
    public void CloseIdle()
    {
        while (TakeAny() is { } session)
            session.Dispose();
    }

    public void Dispose()
    {
        lock (_gate)
            _isDisposed = true;
        CloseIdle();
    }

    private SqliteSession? TakeIdle()
    {
        while (TakeAny() is { } session)
        {
            if (session.Epoch == faults.Epoch)
                return session;
            session.Dispose();
        }

        return null;
    }

    private SqliteSession? TakeAny()
    {
        lock (_gate)
            return _idle.TryPop(out var session) ? session : null;
    }
}
