namespace CacheKit.Memcached.Transport;

/// <summary>How long a connection waits and how much it lets through at once.</summary>
/// <param name="OperationTimeout">How long an operation may wait for its reply.</param>
/// <param name="KeepAliveInterval">How long a connection may be idle before the server is asked whether it is there.</param>
/// <param name="BytesInFlight">How many bytes of requests may wait for their replies.</param>
/// <param name="WaitsForEachBatch">Whether what was sent must be answered before more is sent.</param>
internal sealed record ConnectionLimits(TimeSpan OperationTimeout, TimeSpan KeepAliveInterval, int BytesInFlight, bool WaitsForEachBatch = false)
{
    /// <summary>
    /// How many bytes a batch has at most, if it is not one request alone. Over TLS memcached (1.6.18) reads a value's last
    /// bytes by themselves, and what else came in the same TLS record it leaves in OpenSSL's buffer and forgets until more
    /// comes from the network: whoever waits for the reply waits in vain. So a batch has to fit into the server's buffer of
    /// 16 KiB, and nothing may follow it before it was answered.
    /// </summary>
    public const int BytesPerBatch = 8 * 1024;

    /// <summary>How many ticks the time limit of an operation has: so exact it is.</summary>
    public const int TicksOfTimeout = 16;

    /// <summary>How long one tick lasts.</summary>
    public TimeSpan Tick => TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond, OperationTimeout.Ticks / TicksOfTimeout));

    /// <summary>How many ticks without traffic make a connection idle.</summary>
    public int TicksOfKeepAlive => (int)Math.Clamp(KeepAliveInterval / Tick, 1, int.MaxValue / 2);
}
