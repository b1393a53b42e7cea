using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>
/// Notes when an antiforgery token is issued. ASP.NET Core asks for additional data whenever it makes one, and registers
/// its own provider only where there is none: so this works whether antiforgery is added before us or after.
/// </summary>
/// <param name="inner">The application's own provider; null for none.</param>
internal sealed class WatchedAntiforgeryData(IAntiforgeryAdditionalDataProvider? inner) : IAntiforgeryAdditionalDataProvider
{
    public string GetAdditionalData(HttpContext context)
    {
        if (context.Features.Get<IPageCacheFeature>() is PageCacheFeature feature)
            feature.MakesUseOf(PageCacheOutcome.Antiforgery);
        return inner?.GetAdditionalData(context) ?? "";
    }

    // As the framework's own: what was issued without data has none.
    public bool ValidateAdditionalData(HttpContext context, string additionalData) =>
        inner?.ValidateAdditionalData(context, additionalData) ?? string.IsNullOrEmpty(additionalData);
}
