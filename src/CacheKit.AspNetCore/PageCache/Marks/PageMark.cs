namespace CacheKit.AspNetCore.PageCache.Marks;

/// <summary>What is remembered of one page for a short while.</summary>
/// <param name="reason">Why it is remembered.</param>
/// <param name="since">The timestamp of the event.</param>
internal sealed class PageMark(PageCacheOutcome reason, long since)
{
    /// <summary>As many events as it takes to believe that the next will be the same.</summary>
    public const int Enough = 16;

    private long _since = since;
    private int _times = 1;

    /// <summary>The reason of the last event.</summary>
    public PageCacheOutcome Reason { get; private set; } = reason;

    /// <summary>The timestamp of the last event, or of one a little before it.</summary>
    public long Since => Volatile.Read(ref _since);

    /// <summary>How many events there were, counted as far as <see cref="Enough"/>.</summary>
    public int Times => Volatile.Read(ref _times);

    /// <summary>It has happened again.</summary>
    public void Count(PageCacheOutcome reason)
    {
        Reason = reason;
        if (Times < Enough)
            Interlocked.Increment(ref _times);
    }

    public void Renew(long now) => Volatile.Write(ref _since, now);
}
