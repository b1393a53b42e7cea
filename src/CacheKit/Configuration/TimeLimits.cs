using CacheKit.Backends;

namespace CacheKit.Configuration;

/// <summary>Time limits of calls to servers and of connecting to them, as options say them in seconds.</summary>
internal static class TimeLimits
{
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(1);

    // No clock of the system's waits longer.
    private static readonly TimeSpan _longest = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>A limit of at least a millisecond; null when it is left out, or wrong, which is reported.</summary>
    /// <param name="options">The options.</param>
    /// <param name="name">The name of the option.</param>
    public static TimeSpan? GetTimeLimit(this CacheOptionReader options, string name)
    {
        if (options.GetSeconds(name) is not { } time)
            return null;
        if (time >= _shortest && time <= _longest)
            return time;
        options.AddError(name, "must be more than zero and less than 24 days; leave it out for the default.");
        return null;
    }
}
