namespace CacheKit.Interop;

/// <summary>An entry ends when nobody has asked for it for a while.</summary>
/// <param name="Window">For how long.</param>
/// <param name="End">When it ends in any case; null: never.</param>
internal readonly record struct SlidingExpiry(TimeSpan Window, DateTimeOffset? End)
{
    /// <summary>How long the entry lives that is asked for now; null when it has ended.</summary>
    public TimeSpan? TimeToLive(DateTimeOffset now)
    {
        if (End is not { } end || end - now >= Window)
            return Window;
        return end > now ? end - now : null;
    }
}
