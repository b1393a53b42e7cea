namespace CacheKit.AspNetCore.SiteCache;

/// <summary>Which middleware the application has put into its pipeline.</summary>
internal sealed class PageCacheUsage
{
    /// <summary>Whether any middleware of ours reads endpoints' metadata.</summary>
    public bool HasMiddleware { get; set; }

    /// <summary>Whether pages are kept that nobody has asked for in particular.</summary>
    public bool IsSiteWide { get; set; }
}
