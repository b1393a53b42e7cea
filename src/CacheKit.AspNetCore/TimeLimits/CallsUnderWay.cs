namespace CacheKit.AspNetCore.TimeLimits;

/// <summary>
/// The calls of caches that have a time limit and are under way, the one whose time is up first at the head: one timer
/// watches that one, and a call that is answered costs no timer of its own.
/// </summary>
internal sealed class CallsUnderWay : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeSpan _limit;
    private readonly ITimer _timer;
    private LimitedCall? _first;
    private LimitedCall? _last;

    // When the call began that the timer was set for; null while it is not set.
    private long? _armedFor;

    public CallsUnderWay(TimeProvider time, TimeSpan limit)
    {
        (Time, _limit) = (time, limit);
        // It outlives whoever comes first: nothing of that request may hang on it.
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(static calls => ((CallsUnderWay)calls!).EndThoseOver(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public TimeProvider Time { get; }

    /// <summary>A call is under way from now on.</summary>
    public void Enter(LimitedCall call)
    {
        lock (_gate)
        {
            Insert(call);
            // Set for one that has been answered since, it comes too early; then it is set anew. So it is hardly ever set.
            if (_armedFor is not { } armed || call.Began < armed)
                Arm(call.Began);
        }
    }

    /// <summary>A call has ended.</summary>
    public void Leave(LimitedCall call)
    {
        lock (_gate)
        {
            if (call.IsListed)
                Remove(call);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void EndThoseOver()
    {
        List<(LimitedCall Call, int Use)>? over = null;
        lock (_gate)
        {
            _armedFor = null;
            for (; _first is { } call && Time.GetElapsedTime(call.Began) >= _limit; Remove(call))
                (over ??= []).Add((call, call.Use));
            if (_first is not null)
                Arm(_first.Began);
        }

        foreach (var (call, use) in over ?? [])
            call.EndByLimit(use);
    }

    // All have the same limit: hardly ever one comes that began before the last of those here.
    private void Insert(LimitedCall call)
    {
        var earlier = _last;
        while (earlier is not null && earlier.Began > call.Began)
            earlier = earlier.Earlier;
        var later = earlier is null ? _first : earlier.Later;
        (call.Earlier, call.Later, call.IsListed) = (earlier, later, true);
        if (earlier is null)
            _first = call;
        else
            earlier.Later = call;
        if (later is null)
            _last = call;
        else
            later.Earlier = call;
    }

    private void Remove(LimitedCall call)
    {
        if (call.Earlier is { } earlier)
            earlier.Later = call.Later;
        else
            _first = call.Later;
        if (call.Later is { } later)
            later.Earlier = call.Earlier;
        else
            _last = call.Earlier;
        (call.Earlier, call.Later, call.IsListed) = (null, null, false);
    }

    private void Arm(long began)
    {
        _armedFor = began;
        var left = _limit - Time.GetElapsedTime(began);
        // Timers count whole milliseconds, and leave the rest away.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(left.TotalMilliseconds, 0))), Timeout.InfiniteTimeSpan);
    }
}
