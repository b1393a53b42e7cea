using CacheKit.Backends;
using CacheKit.Configuration;

namespace CacheKit.Memcached.Configuration;

/// <summary>The settings of an alias: what its options say, and what pylibmc's behaviors say of the same.</summary>
/// <param name="options">The options.</param>
internal sealed class MemcachedSettingSource(CacheOptionReader options)
{
    public CacheOptionReader Options => options;

    public MemcachedBehaviors Behaviors { get; } = MemcachedBehaviors.Read(options.GetSection(MemcachedOptionNames.Behaviors));

    /// <summary>A text; null when it is left out or empty.</summary>
    public string? GetText(string name) => options.GetString(name) is { Length: > 0 } text ? text : null;

    /// <summary>A time of at least a millisecond; null when it is left out or wrong.</summary>
    public TimeSpan? GetTime(string name) => options.GetTimeLimit(name);

    /// <summary>What one of the two says; that they contradict each other is reported.</summary>
    public T? Agree<T>(string option, T? ofOption, string behavior, T? ofBehavior)
        where T : struct
    {
        if (ofOption is { } one && ofBehavior is { } other && !EqualityComparer<T>.Default.Equals(one, other))
            options.AddError(option, $"and {Behaviors.PathOf(behavior)} say different things: keep one of them.");
        return ofOption ?? ofBehavior;
    }
}
