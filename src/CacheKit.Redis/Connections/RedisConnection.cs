using System.Diagnostics.CodeAnalysis;
using CacheKit.Redis.Errors;
using StackExchange.Redis;

namespace CacheKit.Redis.Connections;

/// <summary>
/// The connection of one alias, or several that share its calls. It is made in the background: an application starts also
/// while Redis is down, and a call that comes before the connection waits no longer than its own time limit. What fails
/// is tried again until it succeeds; from then on the client itself reconnects.
/// </summary>
/// <param name="connect">Makes a multiplexer; tried again when it has failed.</param>
/// <param name="database">The database's number; -1 for the one that the multiplexer was configured with.</param>
/// <param name="isOwner">Whether the multiplexer is ours to close.</param>
internal sealed class RedisConnection(Func<Task<IConnectionMultiplexer>> connect, int database, bool isOwner) : IAsyncDisposable
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _firstAttempt = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IDatabase[]? _databases;
    private volatile Exception? _failure;
    private Task? _connecting;
    private uint _turn;

    /// <summary>How many connections share the calls.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Whether there is one server only, so that there is no connection when it is away.</summary>
    public bool IsAlone { get; init; }

    /// <summary>How long a call waits for the first connection.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock of that limit and of the pauses between attempts.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Sees the connections, and why there are none.</summary>
    public RedisConnectionWatch? Watch { get; init; }

    /// <summary>The database, connected or not: a multiplexer reconnects by itself.</summary>
    /// <exception cref="RedisOutageException">There was no connection yet.</exception>
    // hot path: a field
    public ValueTask<IDatabase> GetDatabaseAsync(CancellationToken cancellationToken) =>
        _databases is { } made ? new(Choose(made)) : new(WaitAsync(cancellationToken));

    /// <summary>Begins to connect in the background.</summary>
    public void Start()
    {
        lock (_gate)
            _connecting ??= Task.Run(ConnectAsync);
    }

    /// <summary>
    /// The client has tried to connect. It goes on for seconds before it gives up, and calls that wait for the first connection
    /// to the only server need not.
    /// </summary>
    public void Attempted(ConnectionAttemptCompletedEventArgs attempt)
    {
        if (_databases is not null || RedisErrors.Of(attempt) is not { } failure)
            return;
        _failure = failure;
        if (IsAlone)
            _firstAttempt.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        Task? connecting;
        lock (_gate)
            connecting = _connecting ??= Task.CompletedTask;
        await _closing.CancelAsync().ConfigureAwait(false);
        // An attempt ends within the client's own limit; what it makes is closed then.
        await connecting.ConfigureAwait(false);
        var databases = _databases ?? [];
        foreach (var made in databases)
        {
            Watch?.Leave(made.Multiplexer);
            if (isOwner)
                await made.Multiplexer.DisposeAsync().ConfigureAwait(false);
        }

        _closing.Dispose();
    }

    // Turn by turn: a large value holds up one call in so many.
    private IDatabase Choose(IDatabase[] made) =>
        made.Length == 1 ? made[0] : made[Interlocked.Increment(ref _turn) % (uint)made.Length];

    private async Task<IDatabase> WaitAsync(CancellationToken cancellationToken)
    {
        Start();
        try
        {
            await _firstAttempt.Task.WaitAsync(Timeout, Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException late)
        {
            throw new RedisOutageException(_failure?.Message ?? RedisErrors.Describe(ConnectionFailureType.UnableToConnect, null), late);
        }

        // A new one each time: an exception that is thrown twice tells of two places at once.
        return _databases is { } made ? Choose(made) : throw new RedisOutageException(_failure!.Message, _failure);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps the client from connecting is told and tried again; nobody waits for this task.")]
    private async Task ConnectAsync()
    {
        var pause = _firstPause;
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                _databases = await MakeAsync().ConfigureAwait(false);
                _firstAttempt.TrySetResult();
                return;
            }
            catch (Exception failure)
            {
                _failure = RedisErrors.Explain(failure);
                _firstAttempt.TrySetResult();
                Watch?.Failed(_failure);
            }

            await Task.Delay(pause, Time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
        }
    }

    private async Task<IDatabase[]> MakeAsync()
    {
        var made = new List<IConnectionMultiplexer>(Count);
        try
        {
            for (int index = 0; index < Count; index++)
            {
                var multiplexer = await connect().ConfigureAwait(false);
                made.Add(multiplexer);
                Watch?.Join(multiplexer);
            }

            return [.. made.Select(multiplexer => multiplexer.GetDatabase(database))];
        }
        catch
        {
            foreach (var multiplexer in made)
            {
                Watch?.Leave(multiplexer);
                if (isOwner)
                    await multiplexer.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }
}
