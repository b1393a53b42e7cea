namespace CacheKit.Tests.Backends.LocMem;

/// <summary>
/// A clock that one thread advances and whose timers fire on that thread alone. FakeTimeProvider lets any thread that
/// reads the time fire them, and goes on while that thread is not scheduled, so that a timer may be late by any time.
/// </summary>
internal sealed class SteppedTime : TimeProvider
{
    private readonly List<SteppedTimer> _timers = [];
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public TimeSpan Now => TimeSpan.FromTicks(GetTimestamp());

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Assert.Equal(Timeout.InfiniteTimeSpan, period);
        var timer = new SteppedTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        _timers.Add(timer);
        return timer;
    }

    public void Advance(TimeSpan step)
    {
        long now = Interlocked.Add(ref _now, step.Ticks);
        foreach (var timer in _timers)
            timer.FireIfDue(now);
    }
}
