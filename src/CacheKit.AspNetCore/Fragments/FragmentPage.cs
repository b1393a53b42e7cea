using CacheKit.AspNetCore.Headers;
using CacheKit.AspNetCore.PageCache;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.AspNetCore.Fragments;

/// <summary>
/// Tells the page that a fragment stands in what the fragment depends on: a page that is cached as a whole holds what one
/// request was shown.
/// </summary>
internal static class FragmentPage
{
    /// <summary>
    /// Names the fragment's headers in the page's <c>Vary</c>, for our page cache and for every other. Where the response
    /// has begun without them, and where the fragment is a signed-in user's, the page is nobody else's. The route is in the
    /// page's URL, and so is the query, but for what the page is told to ignore.
    /// </summary>
    public static void DependsOn(HttpContext context, FragmentRendering fragment)
    {
        var sources = fragment.Sources;
        var page = context.Features.Get<IPageCacheFeature>() as PageCacheFeature;
        foreach (var header in sources.Headers)
        {
            if (!context.Response.HasStarted)
                VaryPatch.Apply(context.Response.Headers, header);
            else if (!IsNamed(context.Response.Headers, header))
                page?.MakesUseOf(PageCacheOutcome.Vary);
        }

        if (page is { WasLookedFor: true, Outcome: PageCacheOutcome.Undecided or PageCacheOutcome.Miss })
            context.RequestServices.GetRequiredService<FragmentQueryWatch>().Look(context, fragment);
        if (!sources.User || page is null)
            return;
        page.HoldsFragmentByUser = true;
        page.HoldsFragmentOfUser |= RequestUser.IsAuthenticated(context);
    }

    // Names are kept in lower case.
    private static bool IsNamed(IHeaderDictionary headers, string header) =>
        VaryHeaders.TryRead(headers.Vary, out var vary) && vary.Names.Contains(header, StringComparer.OrdinalIgnoreCase);
}
