namespace CacheKit;

/// <summary>
/// What the page cache did with the request: in <c>HttpContext.Features</c> of every request that it looked at. Final when
/// the response has ended; when it begins, a page that is still being made is a <see cref="PageCacheOutcome.Miss"/>.
/// </summary>
public interface IPageCacheFeature
{
    /// <summary>What was done, or why nothing was.</summary>
    PageCacheOutcome Outcome { get; }

    /// <summary>How long ago the page was made; null unless it came from the cache.</summary>
    TimeSpan? Age { get; }

    /// <summary>How long the page is kept, counted from when it was made; null unless it is in the cache or about to be.</summary>
    TimeSpan? Timeout { get; }
}
