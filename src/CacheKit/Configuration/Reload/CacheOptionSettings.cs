using System.Globalization;

namespace CacheKit.Configuration.Reload;

/// <summary>Which settings of an alias change while the application runs, and which do not.</summary>
internal static class CacheOptionSettings
{
    /// <summary>Those that change.</summary>
    public static IReadOnlyList<OptionSetting<CacheOptions>> Live { get; } =
    [
        new("Timeout", static options => Text(options.Timeout)),
        new("Options:KeyWarnings", static options => options.KeyWarnings.ToString().ToLowerInvariant()),
        new("Options:LogKeys", static options => options.LogKeys ? "true" : "false"),
        new("Options:OnUnreadable", static options => options.OnUnreadable.ToString().ToLowerInvariant()),
    ];

    /// <summary>Those that change on locmem: other backends have made something of them.</summary>
    public static IReadOnlyList<OptionSetting<CacheOptions>> Limits { get; } =
    [
        new("Options:MaxEntries", static options => Text(options.MaxEntries)),
        new("Options:CullFrequency", static options => Text(options.CullFrequency)),
        new("Options:MaxBytes", static options => Text(options.MaxBytes)),
    ];

    /// <summary>Those that are part of keys, of what is stored, or of what was put up at the start. Their values may be secrets.</summary>
    public static IReadOnlyList<OptionSetting<CacheOptions>> Fixed { get; } =
    [
        new("Backend", static options => options.Backend ?? CacheOptions.DefaultBackend),
        new("Location", static options => options.Location ?? string.Join('\n', options.Locations)),
        new("KeyPrefix", static options => options.KeyPrefix),
        new("Version", static options => Text(options.Version)),
        // A delegate made anew of the same method is the same function.
        new("KeyFunction", static options => options.KeyFunction?.Method is { } method ? $"{method.DeclaringType}.{method.Name}" : ""),
        new("Options:OnFailure", static options => options.OnFailure.ToString()),
        new("Options:ClearScope", static options => options.ClearScope.ToString()),
        new("Options:CompressAbove", static options => options.CompressAbove is { } bytes ? Text(bytes) : ""),
        new("Options:Serializer", static options => options.Serializer ?? ""),
    ];

    /// <summary>The names of those options of the backend's own that differ.</summary>
    public static IEnumerable<string> DifferingOfBackend(CacheOptions one, CacheOptions other) =>
        one.BackendOptions.Keys.Union(other.BackendOptions.Keys, StringComparer.OrdinalIgnoreCase)
            .Where(name => ValueOf(one, name) != ValueOf(other, name))
            .Select(static name => $"Options:{name}");

    private static (bool, string?) ValueOf(CacheOptions options, string name) => (options.BackendOptions.TryGetValue(name, out var value), value);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(CacheTimeout timeout)
    {
        if (timeout.IsAliasDefault)
            timeout = CacheSettings.DefaultTimeout;
        return timeout.IsZero ? "0" : timeout.Duration is { } duration ? duration.TotalSeconds.ToString(CultureInfo.InvariantCulture) : "never";
    }
}
