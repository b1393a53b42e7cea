using CacheKit.AspNetCore.Diagnostics;
using CacheKit.AspNetCore.PageCache.Policies;
using CacheKit.AspNetCore.PageCache.Watching;
using CacheKit.AspNetCore.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.PageCache.Requests;

/// <summary>Which requests may be answered from the cache, or with a page that is kept.</summary>
internal sealed class RequestRules(
    PrivateCookies cookies, IAuthorizationPolicyProvider? authorization, MiddlewareOrder order, ILogger<RequestRules> logger)
{
    // What AuthorizationMiddleware leaves behind for the endpoint middleware, which throws where it is missing.
    private const string AuthorizationHasRun = "__AuthorizationMiddlewareWithEndpointInvoked";

    // hot path: nothing is allocated for a request that may
    public async ValueTask<PageCacheOutcome> JudgeAsync(HttpContext context, PagePolicy policy, PageCacheFeature feature)
    {
        if (policy.Refusal != PageCacheOutcome.Undecided)
            return policy.Refusal;
        if (policy.RequiresAuthorization && !MayBeProtected(policy))
            return PageCacheOutcome.RequiresAuthorization;
        var request = context.Request;
        if (context.Response.HasStarted)
            return PageCacheOutcome.HasStarted;
        if (request.Headers.Upgrade.Count > 0)
            return PageCacheOutcome.LeftAlone;
        if (HasBody(context))
            return PageCacheOutcome.RequestBody;
        if (JudgeUser(context, policy, feature) is var user and not PageCacheOutcome.Undecided)
            return user;
        if (policy.Site.IsExcluded(request))
            return PageCacheOutcome.Excluded;
        return policy.RequiresAuthorization || await IsUnderFallbackAsync(policy).ConfigureAwait(false)
            ? JudgeAuthorization(context, policy, feature)
            : PageCacheOutcome.Undecided;
    }

    private PageCacheOutcome JudgeUser(HttpContext context, PagePolicy policy, PageCacheFeature feature)
    {
        var headers = context.Request.Headers;
        var known = headers.Authorization.Count > 0 ? PageCacheOutcome.AuthorizationHeader
            : RequestUser.IsAuthenticated(context) ? PageCacheOutcome.Authenticated
            : cookies.OfUserAreIn(headers.Cookie) ? PageCacheOutcome.PrivateCookie
            : PageCacheOutcome.Undecided;
        if (policy.Sharing == PageSharing.PerUser)
            known = JudgeOwner(context, policy, feature, known);
        else if (policy.Sharing == PageSharing.All)
            known = PageCacheOutcome.Undecided;
        else if (known != PageCacheOutcome.Undecided && policy.Site.SharedAuthorization)
            (feature.Standing, known) = (feature.Standing with { NeedsConsent = known }, PageCacheOutcome.Undecided);
        return known == PageCacheOutcome.Undecided && cookies.OfVisitAreIn(context) ? PageCacheOutcome.PrivateCookie : known;
    }

    private PageCacheOutcome JudgeOwner(HttpContext context, PagePolicy policy, PageCacheFeature feature, PageCacheOutcome known)
    {
        if (UserIdentity.Of(RequestUser.Of(context), cookies.UserIdClaimTypes) is not { } user)
        {
            if (policy.IsFirstUserWithoutId())
                PageLog.UserWithoutId(logger, context.GetEndpoint()?.DisplayName ?? context.Request.Path.Value, cookies.UserIdClaimTypes);
            return PageCacheOutcome.UserWithoutId;
        }

        feature.Standing = feature.Standing with { User = user };
        // There is a name on it that nobody has read, or that nobody believes: it is not for us to say whose it is.
        return user == FragmentUser.Anonymous ? known : PageCacheOutcome.Undecided;
    }

    private PageCacheOutcome JudgeAuthorization(HttpContext context, PagePolicy policy, PageCacheFeature feature)
    {
        if (!MayBeProtected(policy))
            return PageCacheOutcome.RequiresAuthorization;
        if (!policy.IsJudgedByFilters && !context.Items.ContainsKey(AuthorizationHasRun))
        {
            order.Warn(MiddlewareInDisorder.Authorization);
            return PageCacheOutcome.MiddlewareOrder;
        }

        var needs = feature.Standing.NeedsConsent;
        if (policy.Sharing == PageSharing.Anonymous && needs == PageCacheOutcome.Undecided)
            needs = PageCacheOutcome.RequiresAuthorization;
        feature.Standing = feature.Standing with { IsProtected = true, NeedsConsent = needs };
        return PageCacheOutcome.Undecided;
    }

    private static bool MayBeProtected(PagePolicy policy) => policy.Sharing != PageSharing.Anonymous || policy.Site.SharedAuthorization;

    private async ValueTask<bool> IsUnderFallbackAsync(PagePolicy policy) =>
        policy.IsSubjectToFallback && authorization is not null && await authorization.GetFallbackPolicyAsync().ConfigureAwait(false) is not null;

    // An application may read it as it reads the query (MVC binds forms first), whatever the method.
    private static bool HasBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody
            ?? (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0);
}
