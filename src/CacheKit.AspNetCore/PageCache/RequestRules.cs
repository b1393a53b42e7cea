using CacheKit.AspNetCore.SiteCache;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>Which requests may be answered from the cache, or with a page that is kept.</summary>
internal sealed class RequestRules(SiteCacheSettings settings, PrivateCookies cookies, IAuthorizationPolicyProvider? authorization)
{
    // hot path: nothing is allocated for a request that may
    public async ValueTask<PageCacheOutcome> JudgeAsync(HttpContext context, PagePolicy policy)
    {
        if (policy.Refusal != PageCacheOutcome.Undecided)
            return policy.Refusal;
        var request = context.Request;
        var headers = request.Headers;
        if (context.Response.HasStarted)
            return PageCacheOutcome.HasStarted;
        if (headers.Upgrade.Count > 0)
            return PageCacheOutcome.LeftAlone;
        if (HasBody(context))
            return PageCacheOutcome.RequestBody;
        if (headers.Authorization.Count > 0)
            return PageCacheOutcome.AuthorizationHeader;
        if (RequestUser.IsAuthenticated(context))
            return PageCacheOutcome.Authenticated;
        if (cookies.AreIn(context))
            return PageCacheOutcome.PrivateCookie;
        if (settings.IsExcluded(request))
            return PageCacheOutcome.Excluded;
        if (policy.IsSubjectToFallback && authorization is not null && await authorization.GetFallbackPolicyAsync().ConfigureAwait(false) is not null)
            return PageCacheOutcome.RequiresAuthorization;
        return PageCacheOutcome.Undecided;
    }

    // An application may read it as it reads the query (MVC binds forms first), whatever the method.
    private static bool HasBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody
            ?? (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0);
}
