namespace CacheKit;

/// <summary>
/// The time zone in which a request's page shows times: in <c>HttpContext.Features</c>, set by the application before the
/// page cache is reached. Each time zone then has pages of its own (as in Django, where the current time zone is part of
/// the key when <c>USE_TZ</c> is on). <see cref="SiteCacheOptions.TimeZone"/> is asked where a request has none.
/// </summary>
public interface ITimeZoneFeature
{
    /// <summary>The request's time zone; null when nothing is known of it.</summary>
    TimeZoneInfo? TimeZone { get; }
}
