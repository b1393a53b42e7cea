namespace CacheKit.Backends.LocMem;

/// <summary>
/// A clock that is read without a call: a field that a timer advances, since asking the system for the time costs as
/// much as the lookup that wants to know it. It runs only while somebody needs it.
/// </summary>
internal sealed class CoarseClock : IDisposable
{
    /// <summary>How far the field may lag behind while the clock runs.</summary>
    public static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(20);

    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly ITimer _timer;
    private readonly Func<bool> _isNeeded;
    private readonly Action<long> _stepped;
    private readonly Lock _gate = new();
    private long _now;
    private volatile bool _running;
    private bool _disposed;

    /// <summary>A clock at rest.</summary>
    /// <param name="time">Where the time comes from.</param>
    /// <param name="isNeeded">Asked at each step; the clock rests when it says no.</param>
    /// <param name="stepped">Told the time after each step; steps may overlap there.</param>
    public CoarseClock(TimeProvider time, Func<bool> isNeeded, Action<long> stepped)
    {
        _time = time;
        _isNeeded = isNeeded;
        _stepped = stepped;
        _origin = time.GetTimestamp();
        // The first step happens one resolution after Start: a timer made due never does not fire before.
        _timer = time.CreateTimer(static clock => ((CoarseClock)clock!).Step(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The time as of the last step, in ticks of a <see cref="TimeSpan"/> since the clock was made.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>The time as of the last step while the clock runs, else as of this moment: for what is about to be written.</summary>
    public long Current => _running ? Now : PreciseNow;

    /// <summary>The time as of this moment.</summary>
    public long PreciseNow => _time.GetElapsedTime(_origin).Ticks;

    /// <summary>Makes sure that the clock runs; free when it does.</summary>
    public void Start()
    {
        if (_running)
            return;
        lock (_gate)
        {
            if (_running || _disposed)
                return;
            Volatile.Write(ref _now, PreciseNow);
            _running = true;
            Arm();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _running = false;
            // Nobody advances it any more: every look is by the precise clock now.
            Volatile.Write(ref _now, long.MaxValue);
        }

        _timer.Dispose();
    }

    private void Step()
    {
        long now = PreciseNow;
        lock (_gate)
        {
            if (_disposed)
                return;
            Volatile.Write(ref _now, now);
            // First at rest, then the question: a writer that saw the clock running was counted before we asked.
            _running = false;
            Interlocked.MemoryBarrier();
            if (!_isNeeded())
                return;
            _running = true;
            Arm();
        }

        _stepped(now);
    }

    // One shot, armed again at each step: a late thread pool, or a test that advances by a year, makes one step of it.
    private void Arm() => _timer.Change(Resolution, Timeout.InfiniteTimeSpan);
}
