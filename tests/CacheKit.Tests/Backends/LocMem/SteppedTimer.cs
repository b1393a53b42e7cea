namespace CacheKit.Tests.Backends.LocMem;

/// <summary>A timer of <see cref="SteppedTime"/>, which fires once.</summary>
internal sealed class SteppedTimer(SteppedTime time, Action fire) : ITimer
{
    private long _dueAt = long.MaxValue;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Volatile.Write(ref _dueAt, dueTime < TimeSpan.Zero ? long.MaxValue : time.GetTimestamp() + dueTime.Ticks);
        return true;
    }

    public void FireIfDue(long now)
    {
        long dueAt = Volatile.Read(ref _dueAt);
        if (dueAt <= now && Interlocked.CompareExchange(ref _dueAt, long.MaxValue, dueAt) == dueAt)
            fire();
    }

    public void Dispose() => Volatile.Write(ref _dueAt, long.MaxValue);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}
