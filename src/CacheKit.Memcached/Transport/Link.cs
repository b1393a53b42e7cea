namespace CacheKit.Memcached.Transport;

/// <summary>
/// Keeps a connection to a server: makes it when it is first needed, and again after it broke. While the server cannot be
/// reached, one caller tries now and then, and all others fail at once.
/// </summary>
/// <param name="connect">Connects and authenticates.</param>
/// <param name="server">The server's name, for errors.</param>
/// <param name="timeout">How long connecting may take.</param>
/// <param name="pauses">How long to leave a server alone that could not be reached.</param>
/// <param name="time">Counts both.</param>
internal sealed class Link(Func<CancellationToken, Task<Connection>> connect, string server, TimeSpan timeout, ReconnectPauses pauses, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private Connection? _connection;
    private Task<Connection?>? _connecting;
    private string _reason = "";
    private Exception? _cause;
    private int _failures;
    private long _failedAt;
    private bool _isDisposed;

    /// <summary>The connection, when there is one that can be used.</summary>
    // hot path
    public Connection? Open => Volatile.Read(ref _connection) is { IsOpen: true } connection ? connection : null;

    /// <summary>The connection; makes it if there is none.</summary>
    /// <exception cref="MemcachedUnavailableException">The server cannot be reached, or could not a moment ago.</exception>
    public async ValueTask<Connection> GetAsync(CancellationToken cancellationToken)
    {
        Task<Connection?> connecting;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(MemcachedClient));
            if (Open is { } open)
                return open;
            if (_connecting is null)
            {
                JudgeBrokenConnection();
                if (MustPause())
                    throw Unavailable();
                // Not on this thread: the lock is held.
                _connecting = Task.Run(ConnectAsync, CancellationToken.None);
            }
            else if (_failures > 0)
            {
                throw Unavailable();
            }

            connecting = _connecting;
        }

        return await connecting.WaitAsync(cancellationToken).ConfigureAwait(false) ?? throw Unavailable();
    }

    public async ValueTask DisposeAsync()
    {
        Task? connecting;
        lock (_gate)
        {
            _isDisposed = true;
            connecting = _connecting;
        }

        if (connecting is not null)
            await connecting.ConfigureAwait(false);
        if (_connection is { } connection)
            await connection.DisposeAsync().ConfigureAwait(false);
    }

    // Never throws: those who wait may have left, and each of the others wants an exception of its own.
    private async Task<Connection?> ConnectAsync()
    {
        using var limit = new CancellationTokenSource(timeout, time);
        try
        {
            var connection = await connect(limit.Token).ConfigureAwait(false);
            lock (_gate)
            {
                _connecting = null;
                return _connection = connection;
            }
        }
        catch (Exception failure)
        {
            lock (_gate)
            {
                _connecting = null;
                Note(limit.IsCancellationRequested ? $"it could not be connected to within {timeout}" : $"it could not be connected to: {failure.Message}", failure);
                return null;
            }
        }
    }

    // A server that takes connections and closes them is as good as one that takes none.
    private void JudgeBrokenConnection()
    {
        if (_connection is not { End: { } end } broken)
            return;
        _connection = null;
        if (broken.HasAnswered)
            _failures = 0;
        else
            Note(end.Reason, end.Cause);
    }

    private void Note(string reason, Exception? cause)
    {
        _reason = reason;
        _cause = cause;
        _failures++;
        _failedAt = time.GetTimestamp();
    }

    private bool MustPause() => _failures > 0 && time.GetElapsedTime(_failedAt) < pauses.After(_failures);

    private MemcachedUnavailableException Unavailable() => new($"memcached on {server}: {_reason}", _cause);
}
