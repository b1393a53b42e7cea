using CacheKit.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.Fragments;

/// <summary>
/// Refuses an antiforgery token inside a fragment: all who share the fragment would get one user's. ASP.NET Core asks for
/// additional data whenever it makes a token, but makes one for a whole request: what was made before is looked for in the
/// fragment's HTML.
/// </summary>
/// <param name="inner">The application's own provider; null for none.</param>
internal sealed class FragmentAntiforgeryData(IAntiforgeryAdditionalDataProvider? inner) : IAntiforgeryAdditionalDataProvider
{
    public string GetAdditionalData(HttpContext context)
    {
        if (FragmentRendering.Current is { } fragment)
            throw fragment.TokenInside();
        return inner?.GetAdditionalData(context) ?? "";
    }

    // As the framework's own: what was issued without data has none.
    public bool ValidateAdditionalData(HttpContext context, string additionalData) =>
        inner?.ValidateAdditionalData(context, additionalData) ?? string.IsNullOrEmpty(additionalData);

    /// <summary>Whether the HTML holds the token that its request was given before.</summary>
    public static bool IsTokenIn(string html, HttpContext context) =>
        AntiforgeryTokens.AreIn(context)
        && context.RequestServices.GetService(typeof(IAntiforgery)) is IAntiforgery antiforgery
        && antiforgery.GetTokens(context).RequestToken is { Length: > 0 } token
        && html.Contains(token, StringComparison.Ordinal);
}
