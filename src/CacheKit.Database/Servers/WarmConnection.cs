using System.Data.Common;

namespace CacheKit.Database.Servers;

/// <summary>
/// The connection that was used last, kept open for the next call. A pool hands out the connection that has rested longest,
/// so that a caller alone would wake up another of the server's processes with each call. One that nobody uses goes back to
/// the pool, which closes what it holds too long.
/// </summary>
internal sealed class WarmConnection : IDisposable
{
    private static readonly TimeSpan _rest = TimeSpan.FromSeconds(5);

    private readonly ITimer _timer;
    private DbConnection? _connection;
    private volatile bool _wasUsed;
    private volatile bool _hasEnded;

    public WarmConnection(TimeProvider time) =>
        _timer = time.CreateTimer(static state => ((WarmConnection)state!).Look(), this, _rest, _rest);

    /// <summary>The connection, which is then the caller's alone; null when another has it or there is none.</summary>
    public DbConnection? Take() => Interlocked.Exchange(ref _connection, null);

    /// <summary>Keeps a connection on which a call has just ended well, or gives it back to its pool when another is kept.</summary>
    public ValueTask KeepAsync(DbConnection connection)
    {
        _wasUsed = true;
        if (Interlocked.CompareExchange(ref _connection, connection, null) is not null)
            return connection.DisposeAsync();
        return _hasEnded && Take() is { } late ? late.DisposeAsync() : default;
    }

    public void Dispose()
    {
        _hasEnded = true;
        _timer.Dispose();
        Take()?.Dispose();
    }

    private void Look()
    {
        if (!_wasUsed)
            Take()?.Dispose();
        _wasUsed = false;
    }
}
