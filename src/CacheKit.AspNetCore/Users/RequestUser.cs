using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace CacheKit.AspNetCore.Users;

/// <summary>Who a request has been found to come from.</summary>
internal static class RequestUser
{
    // hot path: HttpContext.User would make an empty principal for each anonymous request.
    public static ClaimsPrincipal? Of(HttpContext context) => context.Features.Get<IHttpAuthenticationFeature>()?.User;

    public static bool IsAuthenticated(HttpContext context)
    {
        if (Of(context) is not { } user)
            return false;
        foreach (var identity in user.Identities)
        {
            if (identity.IsAuthenticated)
                return true;
        }

        return false;
    }
}
