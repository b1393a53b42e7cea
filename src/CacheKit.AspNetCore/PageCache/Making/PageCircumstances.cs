using CacheKit.AspNetCore.Antiforgery;
using CacheKit.AspNetCore.PageCache.Policies;
using CacheKit.AspNetCore.PageCache.Watching;
using CacheKit.AspNetCore.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;

namespace CacheKit.AspNetCore.PageCache.Making;

/// <summary>What has come to light of a request while its page was made, and keeps that from being stored.</summary>
internal static class PageCircumstances
{
    /// <summary>Whether the page may hold what is somebody's own.</summary>
    public static PageCacheOutcome JudgePrivacy(PageWorkshop workshop, HttpContext context, PageCacheFeature feature, PageTarget target)
    {
        if (IsOfAnotherUser(workshop, context, target))
        {
            workshop.Order.Warn(MiddlewareInDisorder.Authentication);
            return PageCacheOutcome.Authenticated;
        }

        if (HoldsForeignFragment(feature, target))
            return PageCacheOutcome.Authenticated;
        if (feature.MadeWith is { } privateMatter)
            return privateMatter;
        return workshop.UsesAntiforgery && AntiforgeryTokens.AreIn(context) ? PageCacheOutcome.Antiforgery : PageCacheOutcome.Undecided;
    }

    /// <summary>Whether a culture or a time zone was set that was not known when the page was looked for.</summary>
    public static bool IsOfAnotherPlace(PageWorkshop workshop, HttpContext context, PageTarget target)
    {
        if (target.Parts.Culture is null && context.Features.Get<IRequestCultureFeature>() is not null)
        {
            workshop.Order.Warn(MiddlewareInDisorder.Localization);
            return true;
        }

        // Where the page was looked for nothing was known of it, or something else.
        if (context.Features.Get<ITimeZoneFeature>()?.TimeZone is not { } zone || zone.Equals(target.Parts.TimeZone))
            return false;
        workshop.Order.Warn(MiddlewareInDisorder.TimeZone);
        return true;
    }

    // Than the one that it was looked for: nobody, unless the endpoint or the site has opted in to more.
    private static bool IsOfAnotherUser(PageWorkshop workshop, HttpContext context, PageTarget target) => target.Policy.Sharing switch
    {
        PageSharing.All => false,
        PageSharing.PerUser => UserIdentity.Of(RequestUser.Of(context), workshop.UserIdClaimTypes) != target.Parts.Standing.User,
        _ => target.Parts.Standing.NeedsConsent == PageCacheOutcome.Undecided && RequestUser.IsAuthenticated(context),
    };

    // One user's, whoever the request is from by now; where a page is for all, also that of those who are not signed in.
    private static bool HoldsForeignFragment(PageCacheFeature feature, PageTarget target) => target.Policy.Sharing switch
    {
        PageSharing.All => feature.HoldsFragmentByUser,
        PageSharing.PerUser => false,
        _ => feature.HoldsFragmentOfUser,
    };
}
