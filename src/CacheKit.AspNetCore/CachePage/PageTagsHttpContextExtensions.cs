using CacheKit;
using CacheKit.AspNetCore.PageCache;
using CacheKit.AspNetCore.PageCache.Groups;

namespace Microsoft.AspNetCore.Http;

/// <summary>Gives a page tags while it is made.</summary>
public static class PageTagsHttpContextExtensions
{
    /// <summary>
    /// Gives the page that is being made tags, beside those that <c>[CachePage]</c> gives it, so that
    /// <c>IPageCache.RemoveByTagAsync</c> removes it: for what only the page's code knows. Where the page is not cached,
    /// nothing happens. A page can have 32 tags; with more it is not stored.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="tags">The tags; upper and lower case make no difference.</param>
    /// <exception cref="ArgumentException">One is empty, longer than 256 characters, or has a <c>*</c>.</exception>
    public static void AddPageTags(this HttpContext context, params string[] tags)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(tags);
        var names = Array.ConvertAll(tags, static tag => PageTags.Check(tag, nameof(tags)));
        if (context.Features.Get<IPageCacheFeature>() is PageCacheFeature feature)
            feature.AddTags(names);
    }
}
