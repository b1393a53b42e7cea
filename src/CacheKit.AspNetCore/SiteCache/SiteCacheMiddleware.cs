using CacheKit.AspNetCore.PageCache;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.SiteCache;

/// <summary>Takes every request through the page cache.</summary>
/// <param name="next">What comes after it.</param>
/// <param name="engine">The page cache.</param>
/// <param name="siteWide">Whether it keeps every page, or only those of endpoints that ask for it.</param>
internal sealed class SiteCacheMiddleware(RequestDelegate next, PageCacheEngine engine, bool siteWide)
{
    // hot path
    public Task InvokeAsync(HttpContext context)
    {
        var policy = engine.Policies.For(context.GetEndpoint(), siteWide);
        // Then our own filter, behind those that judge, deals with it.
        return policy.IsJudgedByFilters ? next(context) : engine.InvokeAsync(context, policy, next, static (next, context) => next(context));
    }
}
