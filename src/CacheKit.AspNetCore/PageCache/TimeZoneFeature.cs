namespace CacheKit;

/// <summary>A request's time zone: <c>context.Features.Set&lt;ITimeZoneFeature&gt;(new TimeZoneFeature(zone))</c>.</summary>
/// <param name="timeZone">The time zone; null when nothing is known of it.</param>
public sealed class TimeZoneFeature(TimeZoneInfo? timeZone) : ITimeZoneFeature
{
    /// <inheritdoc/>
    public TimeZoneInfo? TimeZone { get; } = timeZone;
}
