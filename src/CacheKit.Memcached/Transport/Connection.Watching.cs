namespace CacheKit.Memcached.Transport;

internal sealed partial class Connection
{
    private readonly Action<Connection> _keepAlive;

    // A clock that costs its readers nothing: the timer advances it.
    private volatile int _tick;
    private volatile int _heardAt;

    /// <summary>Ends the waits that took too long; closes a connection that went silent; keeps an idle one alive.</summary>
    private void Watch()
    {
        bool isIdle;
        int tick = Interlocked.Increment(ref _tick);
        lock (_gate)
        {
            if (_end is not null)
                return;
            TimeOut(tick);
            isIdle = _outstanding.Count == 0 && tick - _heardAt >= _limits.TicksOfKeepAlive;
        }

        if (IsSilent(tick))
            Close(FailureKind.Silent, $"nothing came from the server for {_limits.OperationTimeout * 2}");
        else if (isIdle)
            _keepAlive(this);
    }

    // All have the same limit: the oldest are first.
    private void TimeOut(int tick)
    {
        foreach (var operation in _outstanding)
        {
            // The tick in which it began may have been almost over.
            if (tick - operation.Tick <= ConnectionLimits.TicksOfTimeout)
                return;
            if (!operation.IsFinished)
                operation.TryFinish(new OperationFailure(FailureKind.TimedOut, _server, $"no reply came within {_limits.OperationTimeout}"));
        }
    }

    // A late reply is harmless, but a server that says nothing at all for twice the limit will hardly come back on this connection.
    private bool IsSilent(int tick)
    {
        if (tick - _heardAt <= 2 * ConnectionLimits.TicksOfTimeout)
            return false;
        return First() is { } first && tick - first.Tick > 2 * ConnectionLimits.TicksOfTimeout;
    }
}
