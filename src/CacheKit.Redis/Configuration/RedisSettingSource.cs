using CacheKit.Backends;
using CacheKit.Configuration;

namespace CacheKit.Redis.Configuration;

/// <summary>The settings of an alias by name. What its location says of one comes before its options, as in redis-py.</summary>
/// <param name="location">What the location says.</param>
/// <param name="options">The options.</param>
internal sealed class RedisSettingSource(CacheOptionReader location, CacheOptionReader options)
{
    /// <summary>The reader that has a setting; the options where none has it.</summary>
    public CacheOptionReader Of(string name) => location.Contains(name) ? location : options;

    /// <summary>A text; null when it is left out or empty.</summary>
    public string? GetText(string name) => Of(name).GetString(name) is { Length: > 0 } text ? text : null;

    /// <summary>A time of at least a millisecond; null when it is left out or wrong.</summary>
    public TimeSpan? GetTime(string name) => Of(name).GetTimeLimit(name);

    /// <summary>Of some names those that were given, with their full paths.</summary>
    public IEnumerable<string> PathsOf(IEnumerable<string> names) =>
        names.Where(name => Of(name).Contains(name)).Select(name => Of(name).PathOf(name));
}
