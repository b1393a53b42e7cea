namespace CacheKit.AspNetCore.PageCache.Groups;

/// <summary>The time between two removals that fall upon one place of <see cref="PageGenerations"/>.</summary>
/// <param name="number">Different for each.</param>
/// <param name="since">The number of the removal that it began with; zero when it began with its first page.</param>
internal sealed class PageStretch(long number, long since)
{
    private volatile bool _isOver;

    public long Number { get; } = number;

    public long Since { get; } = since;

    // hot path
    public bool IsOver => _isOver;

    public void End() => _isOver = true;
}
