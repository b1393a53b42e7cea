namespace CacheKit.Memcached.Transport;

/// <summary>
/// Keeps a connection to a server: makes it when it is first needed, and again after it broke. While the server cannot be
/// reached, one caller tries now and then, and all others fail at once.
/// </summary>
/// <param name="connect">Connects and authenticates; of a server that has failed it requires an answer.</param>
/// <param name="health">What is known of the server.</param>
/// <param name="timeout">How long connecting may take.</param>
/// <param name="time">Counts it.</param>
internal sealed class ReconnectingConnection(
    Func<bool, CancellationToken, Task<Connection>> connect, ServerHealth health, TimeSpan timeout, TimeProvider time)
    : IDisposable, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private Connection? _connection;
    private Task<Connection?>? _connecting;
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
                if (health.MustPause)
                    throw health.Unavailable();
                // Not on this thread: the lock is held.
                _connecting = Task.Run(ConnectAsync, CancellationToken.None);
            }
            else if (health.HasFailed)
            {
                throw health.Unavailable();
            }

            connecting = _connecting;
        }

        var made = await connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed), typeof(MemcachedClient));
        return made ?? throw health.Unavailable();
    }

    /// <summary>Gives the connection away, if there is one that can be used; the next is made anew.</summary>
    public Connection? Release()
    {
        lock (_gate)
        {
            var open = _isDisposed ? null : Open;
            if (open is not null)
                _connection = null;
            return open;
        }
    }

    /// <summary>Closes it without waiting for what is under way to end.</summary>
    public void Dispose() => Close()?.Close(FailureKind.Broken, Connection.Disposed);

    public async ValueTask DisposeAsync()
    {
        var connection = Close();
        Task? connecting;
        lock (_gate)
            connecting = _connecting;
        if (connecting is not null)
            await connecting.ConfigureAwait(false);
        if (connection is not null)
            await connection.DisposeAsync().ConfigureAwait(false);
    }

    // Whoever still connects finds it closed afterwards.
    private Connection? Close()
    {
        Connection? connection;
        lock (_gate)
        {
            _isDisposed = true;
            connection = _connection;
        }

        _closing.Cancel();
        return connection;
    }

    // Never throws: those who wait may have left, and each of the others wants an exception of its own.
    private async Task<Connection?> ConnectAsync()
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _closing.Token);
        try
        {
            var connection = await ConnectAsync(ending.Token).ConfigureAwait(false);
            lock (_gate)
            {
                _connecting = null;
                health.Succeed();
                _connection = connection;
                if (!_isDisposed)
                    return connection;
            }

            await connection.DisposeAsync().ConfigureAwait(false);
            return connection;
        }
        catch (Exception failure)
        {
            lock (_gate)
            {
                _connecting = null;
                if (_isDisposed)
                    return null;
                string reason = limit.IsCancellationRequested ? $"it could not be connected to within {timeout}" : $"it could not be connected to: {failure.Message}";
                health.Fail(reason, failure);
                return null;
            }
        }
    }

    // Linux looks a name up in its own time, and nobody can stop it: what comes of it too late is closed.
    private async Task<Connection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connecting = connect(health.HasFailed, cancellationToken);
        try
        {
            return await connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = CloseLateAsync(connecting);
            throw;
        }
    }

    private static async Task CloseLateAsync(Task<Connection> connecting)
    {
        await ((Task)connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (connecting.IsCompletedSuccessfully)
            await connecting.Result.DisposeAsync().ConfigureAwait(false);
    }

    // A connection that worked and broke says nothing yet. A server that takes connections and closes them, or says nothing
    // on them, or nothing that makes sense, is as good as one that takes none.
    private void JudgeBrokenConnection()
    {
        if (_connection is not { End: { } end } broken)
            return;
        _connection = null;
        bool isSilent = end.Kind == FailureKind.Silent;
        if (isSilent || !broken.HasAnswered)
            health.Fail(end.Reason, end.Cause, isOld: isSilent);
    }
}
