namespace CacheKit.AspNetCore.PageCache.Watching;

/// <summary>Middleware that was seen to run behind the page cache and belongs before it.</summary>
internal enum MiddlewareInDisorder
{
    Authentication,
    Authorization,
    Session,
    Localization,
    TimeZone,
    Routing,
}
