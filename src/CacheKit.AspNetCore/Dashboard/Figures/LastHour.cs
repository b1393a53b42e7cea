namespace CacheKit.AspNetCore.Dashboard.Figures;

/// <summary>How the last hour is divided: slots of ten seconds for counts, of five minutes for how long calls take.</summary>
internal static class LastHour
{
    public static readonly TimeSpan Slot = TimeSpan.FromSeconds(10);

    /// <summary>How many slots of counts there are.</summary>
    public const int CountSlots = 360;

    /// <summary>How many of them make a minute.</summary>
    public const int SlotsInMinute = 6;

    /// <summary>How many slots of durations there are.</summary>
    public const int DurationSlots = 12;

    /// <summary>How many slots of counts go into one of durations.</summary>
    public const int CountsInDuration = CountSlots / DurationSlots;
}
