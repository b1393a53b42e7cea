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

    /// <summary>A time that an option says in seconds, or a behavior in a unit of its own; null when it is left out or wrong.</summary>
    public TimeSpan? GetTime(string option, string behavior, TimeSpan unit) =>
        Agree(option, options.GetTimeLimit(option), behavior, Behaviors.GetTime(behavior, unit));

    /// <summary>A number, zero or more, that an option or a behavior says.</summary>
    public int? GetNumber(string option, string behavior) =>
        Agree(option, options.GetInt32(option, minimum: 0), behavior, Behaviors.GetNumber(behavior));

    /// <summary>Yes or no, said by an option or a behavior.</summary>
    public bool? GetSwitch(string option, string behavior) =>
        Agree(option, options.GetBoolean(option), behavior, Behaviors.GetSwitch(behavior));

    /// <summary>What one of the two says; that they contradict each other is reported.</summary>
    public T? Agree<T>(string option, T? ofOption, string behavior, T? ofBehavior)
        where T : struct
    {
        if (ofOption is { } one && ofBehavior is { } other && !EqualityComparer<T>.Default.Equals(one, other))
            options.AddError(option, $"and {Behaviors.PathOf(behavior)} say different things: keep one of them.");
        return ofOption ?? ofBehavior;
    }
}
