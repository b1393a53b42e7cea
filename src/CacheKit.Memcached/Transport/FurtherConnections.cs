using CacheKit.Memcached.Diagnostics;

namespace CacheKit.Memcached.Transport;

/// <summary>
/// The connections to a server beside its first, which reads take turns on. They are made in the background, one after the
/// other, while the first is there, and a server that lets none of them in is no lost one: what there is serves on.
/// </summary>
/// <param name="first">The first connection.</param>
/// <param name="make">Makes one that is connected later, and then has to answer before it is used.</param>
/// <param name="count">How many.</param>
/// <param name="interval">How long no further one is tried after a failure.</param>
/// <param name="time">Counts it.</param>
/// <param name="server">The server's name, for the log.</param>
/// <param name="log">Is told when there are fewer than there should be, and when all are there, once for each change.</param>
internal sealed class FurtherConnections(
    ReconnectingConnection first, Func<ReconnectingConnection> make, int count, TimeSpan interval, TimeProvider time, string server, ServerLog? log)
    : IDisposable, IAsyncDisposable
{
    private readonly ReconnectingConnection[] _connections = [.. Enumerable.Range(0, count).Select(_ => make())];
    private int _turn;
    private int _isMaking;
    private bool _hasFailed;
    private bool _isTold;
    private long _failedAt;

    /// <summary>Whether one of them can be used.</summary>
    public bool IsAnyOpen => Array.Exists(_connections, static connection => connection.Open is not null);

    /// <summary>The one whose turn it is, the first included; where it is not there, the first; null where that is not either.</summary>
    // hot path
    public Connection? Next()
    {
        uint turn = (uint)Interlocked.Increment(ref _turn) % (uint)(_connections.Length + 1);
        if (turn > 0 && _connections[turn - 1].Open is { } further)
            return further;
        var open = first.Open;
        if (turn > 0 && open is not null)
            BeginMaking();
        return open;
    }

    /// <summary>Takes one out that can be used, to be used otherwise; null where there is none.</summary>
    public Connection? Take()
    {
        foreach (var further in _connections)
        {
            if (further.Release() is { } connection)
                return connection;
        }

        return null;
    }

    /// <summary>Closes them without waiting for what is under way to end.</summary>
    public void Dispose()
    {
        foreach (var further in _connections)
            further.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var further in _connections)
            await further.DisposeAsync().ConfigureAwait(false);
    }

    private void BeginMaking()
    {
        if (Volatile.Read(ref _isMaking) != 0 || Interlocked.Exchange(ref _isMaking, 1) != 0)
            return;
        if (_hasFailed && time.GetElapsedTime(_failedAt) < interval)
            Volatile.Write(ref _isMaking, 0);
        else
            _ = MakeAsync();
    }

    private async Task MakeAsync()
    {
        try
        {
            foreach (var further in _connections)
                await further.GetAsync(CancellationToken.None).ConfigureAwait(false);
            if (_isTold)
                log?.Complete(server, _connections.Length + 1);
            _hasFailed = _isTold = false;
        }
        catch (MemcachedUnavailableException failure)
        {
            _failedAt = time.GetTimestamp();
            _hasFailed = true;
            // Without the first it is the server that is lost, and said to be.
            if (_isTold || first.Open is null)
                return;
            _isTold = true;
            log?.TooFew(failure, 1 + _connections.Count(static further => further.Open is not null), _connections.Length + 1);
        }
        catch (ObjectDisposedException)
        {
            // Nobody wants them any more.
        }
        finally
        {
            Volatile.Write(ref _isMaking, 0);
        }
    }
}
