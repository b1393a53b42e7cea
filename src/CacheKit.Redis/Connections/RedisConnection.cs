using StackExchange.Redis;

namespace CacheKit.Redis.Connections;

/// <summary>
/// The connection of one alias. It is made in the background: an application starts also while Redis is down, and a call
/// that comes before the connection waits no longer than its own time limit.
/// </summary>
/// <param name="connect">Makes the multiplexer; tried again when it has failed.</param>
/// <param name="database">The database's number; -1 for the one that the multiplexer was configured with.</param>
/// <param name="isOwner">Whether the multiplexer is ours to close.</param>
internal sealed class RedisConnection(Func<Task<IConnectionMultiplexer>> connect, int database, bool isOwner) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private volatile IDatabase? _database;
    private Task<IDatabase>? _connecting;

    /// <summary>The database, connected or not: a multiplexer reconnects by itself.</summary>
    // hot path: a field
    public ValueTask<IDatabase> GetDatabaseAsync(CancellationToken cancellationToken) =>
        _database is { } made ? new(made) : new(StartAsync().WaitAsync(cancellationToken));

    /// <summary>Begins to connect; returns the attempt that is under way.</summary>
    public Task<IDatabase> StartAsync()
    {
        lock (_gate)
        {
            if (_connecting is null or { IsFaulted: true } or { IsCanceled: true })
                _connecting = ConnectAsync();
            return _connecting;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task<IDatabase>? connecting;
        lock (_gate)
            connecting = _connecting;
        if (!isOwner || connecting is null)
            return;
        await ((Task)connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (connecting.IsCompletedSuccessfully)
            await (await connecting.ConfigureAwait(false)).Multiplexer.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<IDatabase> ConnectAsync()
    {
        var multiplexer = await connect().ConfigureAwait(false);
        return _database = multiplexer.GetDatabase(database);
    }
}
