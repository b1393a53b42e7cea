namespace CacheKit.Memcached;

/// <summary>When an entry expires. memcached counts whole seconds; fractions are rounded up.</summary>
public readonly record struct MemcachedExpiry
{
    // What memcached takes as a number of seconds from now; what is more, as seconds since 1970.
    private const long MaximumRelativeSeconds = 30L * 24 * 60 * 60;

    // A later time overflows in the server and would expire at once.
    private const long MaximumAbsoluteSeconds = int.MaxValue;

    private readonly long _ticks;
    private readonly Kind _kind;

    private MemcachedExpiry(long ticks, Kind kind)
    {
        _ticks = ticks;
        _kind = kind;
    }

    private enum Kind : byte
    {
        Never,
        After,
        At,
    }

    /// <summary>Never: the entry stays until it is removed or evicted. The default.</summary>
    public static MemcachedExpiry Never => default;

    /// <summary>After a time.</summary>
    /// <param name="timeToLive">Zero or less expires at once. More than 30 days is sent as a point in time; beyond January 2038 is never.</param>
    public static implicit operator MemcachedExpiry(TimeSpan timeToLive) => After(timeToLive);

    /// <summary>After a time.</summary>
    /// <param name="timeToLive">Zero or less expires at once. More than 30 days is sent as a point in time; beyond January 2038 is never.</param>
    public static MemcachedExpiry After(TimeSpan timeToLive) => new(timeToLive.Ticks, Kind.After);

    /// <summary>At a point in time, by the server's clock.</summary>
    /// <param name="time">The past expires at once; beyond January 2038 is never.</param>
    public static MemcachedExpiry At(DateTimeOffset time) => new(time.UtcTicks, Kind.At);

    /// <summary>The number that is sent; -1 for at once.</summary>
    internal long ToSeconds(TimeProvider time)
    {
        // hot path
        if (_kind == Kind.Never)
            return 0;
        if (_kind == Kind.After)
        {
            if (_ticks <= 0)
                return -1;
            long seconds = Ceiling(_ticks);
            return seconds <= MaximumRelativeSeconds ? seconds : Bounded(time.GetUtcNow().ToUnixTimeSeconds() + seconds);
        }

        long absolute = Ceiling(_ticks - DateTimeOffset.UnixEpoch.UtcTicks);
        // A small number would be taken as a time to live.
        return absolute <= MaximumRelativeSeconds ? -1 : Bounded(absolute);
    }

    /// <summary>A time in whole seconds, rounded up.</summary>
    internal static long WholeSeconds(TimeSpan time) => Ceiling(time.Ticks);

    private static long Bounded(long seconds) => seconds <= MaximumAbsoluteSeconds ? seconds : 0;

    private static long Ceiling(long ticks) => ticks / TimeSpan.TicksPerSecond + (ticks % TimeSpan.TicksPerSecond > 0 ? 1 : 0);
}
