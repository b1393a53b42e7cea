namespace CacheKit.Serialization;

/// <summary>Times as payloads hold them: in milliseconds, moments since 1970 (UTC).</summary>
internal static class PayloadTime
{
    public static long Now(TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A length of time, rounded up: less than a millisecond is not none.</summary>
    public static long Of(TimeSpan time) => (time.Ticks / TimeSpan.TicksPerMillisecond) + (time.Ticks % TimeSpan.TicksPerMillisecond > 0 ? 1 : 0);

    /// <summary>The length of time of so many milliseconds, or the longest there is: a payload may say anything.</summary>
    public static TimeSpan ToTimeSpan(long milliseconds) =>
        milliseconds < TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond ? TimeSpan.FromMilliseconds(milliseconds) : TimeSpan.MaxValue;
}
