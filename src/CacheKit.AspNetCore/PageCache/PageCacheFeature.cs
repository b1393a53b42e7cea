namespace CacheKit.AspNetCore.PageCache;

/// <summary>What is known of one request, for the application and for our own parts; there is one per request.</summary>
internal sealed class PageCacheFeature : IPageCacheFeature
{
    public PageCacheOutcome Outcome { get; set; }

    public TimeSpan? Age { get; set; }

    public TimeSpan? Timeout { get; set; }

    /// <summary>Who the request comes from.</summary>
    public RequestStanding Standing { get; set; }

    /// <summary>What the page was made with that is one user's own; null for nothing so far.</summary>
    public PageCacheOutcome? MadeWith { get; private set; }

    /// <summary>The page is being made with what belongs to one user.</summary>
    public void MakesUseOf(PageCacheOutcome what) => MadeWith ??= what;
}
