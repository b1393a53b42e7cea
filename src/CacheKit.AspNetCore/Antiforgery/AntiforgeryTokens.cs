using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.Antiforgery;

/// <summary>
/// Tells whether a request has been given antiforgery tokens. ASP.NET Core keeps what it makes of them among the request's
/// features, whoever asked for them, before the page cache or behind it, and whatever providers the application has.
/// </summary>
/// <remarks>The feature's type is not public; a test tells when a release gives it another name.</remarks>
internal static class AntiforgeryTokens
{
    private const string Feature = "Microsoft.AspNetCore.Antiforgery.IAntiforgeryFeature";

    public static bool AreIn(HttpContext context)
    {
        foreach (var (type, _) in context.Features)
        {
            if (type.FullName == Feature)
                return true;
        }

        return false;
    }
}
