using CacheKit.Memcached.Diagnostics;

namespace CacheKit.Memcached.Transport;

/// <summary>
/// What all connections to a server found of it: whether it can be reached, and since when not. After a failure it is left
/// alone for a while; after too many in a row it is dead, and its keys may be somebody else's.
/// </summary>
/// <param name="server">The server's name, for errors.</param>
/// <param name="rules">When it is tried again.</param>
/// <param name="time">Counts the pauses.</param>
/// <param name="log">Is told when it is lost and found again, once for each change; null for nobody.</param>
internal sealed class ServerHealth(string server, RetryRules rules, TimeProvider time, ServerLog? log = null)
{
    private readonly Lock _gate = new();
    private string _reason = "";
    private Exception? _cause;
    private int _failures;
    private long _failedAt;
    private long _triedAt;
    private volatile bool _isDead;

    // hot path
    public bool IsDead => _isDead;

    /// <summary>Whether it failed and has not answered since.</summary>
    public bool HasFailed => Volatile.Read(ref _failures) > 0;

    /// <summary>Whether it is to be left alone.</summary>
    public bool MustPause
    {
        get
        {
            lock (_gate)
                return IsPausing;
        }
    }

    /// <summary>It could not be reached.</summary>
    /// <param name="reason">Why, as a sentence about the server.</param>
    /// <param name="cause">What the network or the system said.</param>
    /// <param name="isOld">Whether that was so for a while already, so that there is nothing to wait for.</param>
    public void Fail(string reason, Exception? cause, bool isOld = false)
    {
        lock (_gate)
        {
            _reason = reason;
            _cause = cause;
            // Several connections that fail together are one failure, and so are those that are found silent together, one after
            // the other as they are used.
            if (IsPausing || (isOld && _failures > 0))
                return;
            if (_failures++ == 0)
                log?.Lost(server, reason, cause);
            long now = time.GetTimestamp();
            _failedAt = isOld ? now - (long)(rules.Interval.TotalSeconds * time.TimestampFrequency) - 1 : now;
            if (rules.Attempts is not { } attempts || _failures <= attempts || _isDead)
                return;
            _triedAt = now;
            _isDead = true;
        }
    }

    /// <summary>It answered, or there is no reason to doubt that it will.</summary>
    public void Succeed()
    {
        if (!HasFailed)
            return;
        lock (_gate)
        {
            if (_failures > 0)
                log?.Found(server);
            _failures = 0;
            _isDead = false;
        }
    }

    /// <summary>Whether the dead server is to be tried now; true for one caller in each span of being dead.</summary>
    public bool TryBeginRevival()
    {
        lock (_gate)
        {
            if (!_isDead || time.GetElapsedTime(_triedAt) < rules.DeadTime)
                return false;
            _triedAt = time.GetTimestamp();
            return true;
        }
    }

    public MemcachedUnavailableException Unavailable()
    {
        lock (_gate)
            return new($"memcached on {server}: {_reason}", _cause);
    }

    private bool IsPausing => _failures > 0 && time.GetElapsedTime(_failedAt) < rules.Interval;
}
