using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Localization;

namespace Almanac.Localization;

/// <summary>The language switch: remembers the choice in a cookie and goes back to where it was made.</summary>
public static class CultureEndpoint
{
    /// <summary>Maps <c>/culture?to=fr&amp;return=/territory/CH</c>.</summary>
    public static void MapCulture(this IEndpointRouteBuilder endpoints) => endpoints.MapGet("/culture", Switch);

    private static Results<RedirectHttpResult, NotFound> Switch(HttpContext context, string to, string? @return)
    {
        if (!SiteLanguage.IsOffered(to))
            return TypedResults.NotFound();

        context.Response.Cookies.Append(
            CookieRequestCultureProvider.DefaultCookieName,
            CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(to)),
            new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, HttpOnly = true, IsEssential = true });
        return TypedResults.LocalRedirect(RedirectHttpResult.IsLocalUrl(@return) ? @return! : "/");
    }
}
