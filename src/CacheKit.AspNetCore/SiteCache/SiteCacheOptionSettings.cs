using System.Globalization;
using CacheKit.Configuration.Reload;

namespace CacheKit.AspNetCore.SiteCache;

/// <summary>Which settings of the section <c>SiteCache</c> change while the application runs, and which do not.</summary>
internal static class SiteCacheOptionSettings
{
    private const string None = "none";

    /// <summary>Those that change.</summary>
    public static IReadOnlyList<OptionSetting<SiteCacheOptions>> Live { get; } =
    [
        new("Seconds", static options => Seconds(options.Timeout)),
        new("ClientSeconds", static options => options.ClientTimeout is { } time ? Seconds(time) : None),
        new("StaleWhileRevalidate", static options => Seconds(options.StaleWhileRevalidate)),
        new("StaleIfError", static options => Seconds(options.StaleIfError)),
        new("MaximumBodySize", static options => options.MaximumBodySize.ToString(CultureInfo.InvariantCulture)),
        new("ETag", static options => Text(options.ETag)),
        new("CacheStatus", static options => options.CacheStatus is { } shown ? Text(shown) : None),
        new("HonourRequestDirectives", static options => Text(options.HonourRequestDirectives)),
        new("CacheableStatusCodes",
            static options => List(options.CacheableStatusCodes.Select(static status => status.ToString(CultureInfo.InvariantCulture)))),
        new("Exclude", static options => List(options.Exclude)),
    ];

    /// <summary>Those that are part of keys, or of what was put together at the start.</summary>
    public static IReadOnlyList<OptionSetting<SiteCacheOptions>> Fixed { get; } =
    [
        new("Alias", static options => options.Alias),
        new("KeyPrefix", static options => options.KeyPrefix),
        new("Hosts", static options => List(options.Hosts)),
        new("IgnoreQuery", static options => List(options.IgnoreQuery)),
        new("QueryKeys", static options => List(options.QueryKeys)),
        new("SortQuery", static options => Text(options.SortQuery)),
        new("SharedAuthorization", static options => Text(options.SharedAuthorization)),
        new("Admission", static options => Text(options.Admission)),
        new("LocalCopies", static options => options.LocalCopies.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>Lets everything be as it was at the start that does not change; methods of the application's too.</summary>
    public static void Keep(SiteCacheOptions started, SiteCacheOptions options)
    {
        options.Alias = started.Alias;
        options.KeyPrefix = started.KeyPrefix;
        options.Hosts = started.Hosts;
        options.IgnoreQuery = started.IgnoreQuery;
        options.QueryKeys = started.QueryKeys;
        options.SortQuery = started.SortQuery;
        options.SharedAuthorization = started.SharedAuthorization;
        options.Admission = started.Admission;
        options.LocalCopies = started.LocalCopies;
        options.VaryBy = started.VaryBy;
        options.TimeZone = started.TimeZone;
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    private static string Text(bool value) => value ? "true" : "false";

    private static string List(IEnumerable<string> values) => string.Join(", ", values) is { Length: > 0 } text ? text : None;
}
