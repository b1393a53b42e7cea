namespace CacheKit.AspNetCore.Http;

/// <summary>Times as headers state them.</summary>
internal static class Seconds
{
    /// <summary>As many as a header can state: more is as good as for ever, and so much can still be added to a date.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(int.MaxValue);

    /// <summary>The time of so many seconds; more than a <see cref="TimeSpan"/> can hold are as many as it can.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are negative or no number.</exception>
    public static TimeSpan ToTime(double seconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seconds);
        if (double.IsNaN(seconds))
            throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "It is no number.");
        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
    }

    /// <summary>The whole seconds of a time, as many as a header can state.</summary>
    public static int Whole(TimeSpan time) => (int)Math.Min(time.TotalSeconds, int.MaxValue);

    /// <inheritdoc cref="Whole(TimeSpan)"/>
    public static int? Whole(TimeSpan? time) => time is { } stated ? Whole(stated) : null;
}
