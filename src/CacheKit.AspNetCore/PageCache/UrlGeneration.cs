namespace CacheKit.AspNetCore.PageCache;

/// <summary>
/// The time between two removals of a URL's pages in this process. A page is made within one, and is worth nothing once
/// the next has begun.
/// </summary>
/// <param name="number">Different for each.</param>
internal sealed class UrlGeneration(long number)
{
    private volatile bool _isOver;

    /// <summary>Told apart from every other in this process by it.</summary>
    public long Number { get; } = number;

    /// <summary>Whether the URL's pages have been removed since.</summary>
    // hot path
    public bool IsOver => _isOver;

    public void End() => _isOver = true;
}
