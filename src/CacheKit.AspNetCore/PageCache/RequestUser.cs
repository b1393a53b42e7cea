using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>Whether a request has been authenticated.</summary>
internal static class RequestUser
{
    // hot path: HttpContext.User would make an empty principal for each anonymous request.
    public static bool IsAuthenticated(HttpContext context)
    {
        if (context.Features.Get<IHttpAuthenticationFeature>()?.User is not { } user)
            return false;
        foreach (var identity in user.Identities)
        {
            if (identity.IsAuthenticated)
                return true;
        }

        return false;
    }
}
