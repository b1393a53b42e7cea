namespace CacheKit.Concurrency;

/// <summary>
/// One running computation: who leads it, who waits for it, whether anybody still wants its result, and inside which
/// other computation it was started.
/// </summary>
/// <remarks>
/// The object is its own lock. A flow that outlives the computation may hold it for long (through its
/// <see cref="AsyncLocal{T}"/>), so nothing heavy stays here after the landing.
/// </remarks>
internal abstract class Flight
{
    private readonly CancellationToken _leader;

    // Null when the leader cannot be cancelled: then somebody always wants the result.
    private readonly CancellationTokenSource? _unwanted;
    private TaskCompletionSource? _abandonment;
    private int _waiters;
    private bool _leaderCancelled;
    private bool _aloft = true;
    private volatile bool _abandoned;
    private volatile bool _ended;

    protected Flight(Flight? enclosing, CancellationToken leader)
    {
        Enclosing = enclosing;
        _leader = leader;
        _unwanted = leader.CanBeCanceled ? new CancellationTokenSource() : null;
    }

    /// <summary>The computation inside whose factory the leader made its call.</summary>
    public Flight? Enclosing { get; }

    /// <summary>The computations inside whose factories somebody waits for this one; changed by <see cref="FlightGraph"/> only.</summary>
    public List<Flight>? WaitingFlights { get; set; }

    /// <summary>Fires when nobody wants the result any more.</summary>
    public CancellationToken Unwanted => _unwanted?.Token ?? CancellationToken.None;

    /// <summary>Whether the leader was cancelled when nobody waited, or the last waiter left a cancelled leader.</summary>
    public bool IsAbandoned => _abandoned;

    /// <summary>Whether the factory has ended: nothing runs inside it any more.</summary>
    public bool HasEnded => _ended;

    public CancellationToken Leader => _leader;

    /// <summary>Begins to watch the leader's token.</summary>
    public CancellationTokenRegistration WatchLeader() =>
        _leader.UnsafeRegister(static flight => ((Flight)flight!).OnLeaderCancelled(), this);

    /// <summary>Ends when the flight is abandoned.</summary>
    public Task WhenAbandoned()
    {
        lock (this)
        {
            if (_abandoned)
                return Task.CompletedTask;
            _abandonment ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _abandonment.Task;
        }
    }

    /// <summary>A waiter stops waiting. The last one to leave a cancelled leader ends the flight.</summary>
    public void Leave()
    {
        lock (this)
        {
            _waiters--;
            if (!_aloft || !_leaderCancelled || _waiters > 0)
                return;
            MarkAbandoned();
        }

        Abandon();
    }

    /// <summary>Counts a waiter in; false when the flight has landed or is abandoned. Call it with the lock held.</summary>
    protected bool TryCountIn()
    {
        if (!_aloft)
            return false;
        _waiters++;
        return true;
    }

    /// <summary>The factory has ended; nobody can join any more. Call it with the lock held.</summary>
    protected void MarkEnded()
    {
        _aloft = false;
        _ended = true;
        WaitingFlights = null;
    }

    private void OnLeaderCancelled()
    {
        lock (this)
        {
            _leaderCancelled = true;
            if (!_aloft || _waiters > 0)
                return;
            MarkAbandoned();
        }

        Abandon();
    }

    private void MarkAbandoned()
    {
        _aloft = false;
        _abandoned = true;
    }

    // The factory hears of it first: one that obeys its token has then ended before its leader's call does.
    private void Abandon()
    {
        try
        {
            _unwanted?.Cancel();
        }
        finally
        {
            lock (this)
                _abandonment?.TrySetResult();
        }
    }
}
