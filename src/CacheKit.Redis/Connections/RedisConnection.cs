using System.Diagnostics.CodeAnalysis;
using CacheKit.Redis.Errors;
using StackExchange.Redis;

namespace CacheKit.Redis.Connections;

/// <summary>
/// The connection of one alias, or several that share its reads. It is made in the background: an application starts also
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
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _firstAttempt = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IDatabase[]? _databases;
    private volatile Exception? _failure;
    private Task? _connecting;
    private uint _turn;

    /// <summary>How many connections share the reads; writes go on the first of them.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Whether there is one server only, so that there is no connection when it is away.</summary>
    public bool IsAlone { get; init; }

    /// <summary>How long a call waits for the first connection.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock: of that limit, of the pauses between attempts, and of the moments at which entries expire.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Sees the connections, and why there are none.</summary>
    public RedisConnectionWatch? Watch { get; init; }

    /// <summary>Where reads go that replicas may answer; null where none may.</summary>
    public ReplicaReads? Replicas { get; init; }

    /// <summary>Looks for a new leader when the one that the client knows has become a replica; null where nobody does.</summary>
    public LeaderSearch? Leaders { get; init; }

    /// <summary>The database for a read, connected or not: a multiplexer reconnects by itself.</summary>
    /// <exception cref="RedisOutageException">There was no connection yet.</exception>
    // hot path: a field
    public ValueTask<IDatabase> GetDatabaseAsync(CancellationToken cancellationToken) =>
        _databases is { } made ? new(Choose(made)) : new(WaitAsync(isWrite: false, cancellationToken));

    /// <summary>
    /// The database for a write: on the same connection each time, so that one which nobody waits for any more is carried out
    /// before those that come after it, and brings back nothing that they have removed.
    /// </summary>
    /// <exception cref="RedisOutageException">There was no connection yet.</exception>
    // hot path: a field
    public ValueTask<IDatabase> GetWritableAsync(CancellationToken cancellationToken) =>
        _databases is { } made ? new(made[0]) : new(WaitAsync(isWrite: true, cancellationToken));

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

    /// <summary>Closes the connections; those that are still being made, as soon as they are.</summary>
    public async ValueTask DisposeAsync()
    {
        IDatabase[]? databases;
        lock (_gate)
        {
            _connecting ??= Task.CompletedTask;
            _closing.TrySetResult();
            databases = _databases;
        }

        await CloseAsync((databases ?? []).Select(static made => made.Multiplexer)).ConfigureAwait(false);
    }

    // Turn by turn: a large value holds up one read in so many.
    private IDatabase Choose(IDatabase[] made) =>
        made.Length == 1 ? made[0] : made[Interlocked.Increment(ref _turn) % (uint)made.Length];

    private async Task<IDatabase> WaitAsync(bool isWrite, CancellationToken cancellationToken)
    {
        Start();
        ObjectDisposedException.ThrowIf(_closing.Task.IsCompleted, this);
        try
        {
            await _firstAttempt.Task.WaitAsync(Timeout, Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException late)
        {
            throw new RedisOutageException(_failure?.Message ?? RedisErrors.Describe(ConnectionFailureType.UnableToConnect, null), late);
        }

        if (_databases is { } made)
            return isWrite ? made[0] : Choose(made);
        ObjectDisposedException.ThrowIf(_closing.Task.IsCompleted, this);
        // A new one each time: an exception that is thrown twice tells of two places at once.
        throw new RedisOutageException(_failure!.Message, _failure);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps the client from connecting is told and tried again; nobody waits for this task.")]
    private async Task ConnectAsync()
    {
        for (var pause = _firstPause; !_closing.Task.IsCompleted; pause = pause * 2 < _longestPause ? pause * 2 : _longestPause)
        {
            try
            {
                await MakeAsync().ConfigureAwait(false);
                _firstAttempt.TrySetResult();
                return;
            }
            catch (Exception failure)
            {
                _failure = RedisErrors.Explain(failure);
                _firstAttempt.TrySetResult();
                Watch?.Failed(_failure);
            }

            await Task.WhenAny(Task.Delay(pause, Time), _closing.Task).ConfigureAwait(false);
        }
    }

    private async Task MakeAsync()
    {
        Task<IConnectionMultiplexer>[] attempts = [.. Enumerable.Range(0, Count).Select(_ => connect())];
        await ((Task)Task.WhenAll(attempts)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        IConnectionMultiplexer[] made = [.. attempts.Where(static attempt => attempt.IsCompletedSuccessfully).Select(static attempt => attempt.Result)];
        bool isTaken = false;
        try
        {
            isTaken = made.Length == Count && TryTake(made);
        }
        finally
        {
            // Each attempt makes new ones.
            if (!isTaken)
                await CloseAsync(made).ConfigureAwait(false);
        }

        await Task.WhenAll(attempts).ConfigureAwait(false);
    }

    /// <summary>Uses what was made from now on, unless it comes too late.</summary>
    private bool TryTake(IConnectionMultiplexer[] made)
    {
        foreach (var multiplexer in made)
        {
            Watch?.Join(multiplexer);
            Replicas?.Join(multiplexer);
            Leaders?.Join(multiplexer);
        }

        var databases = Array.ConvertAll(made, multiplexer => multiplexer.GetDatabase(database));
        lock (_gate)
        {
            if (_closing.Task.IsCompleted)
                return false;
            _databases = databases;
            return true;
        }
    }

    private async ValueTask CloseAsync(IEnumerable<IConnectionMultiplexer> made)
    {
        foreach (var multiplexer in made)
        {
            Watch?.Leave(multiplexer);
            Replicas?.Leave(multiplexer);
            Leaders?.Leave(multiplexer);
            if (isOwner)
                await multiplexer.DisposeAsync().ConfigureAwait(false);
        }
    }
}
