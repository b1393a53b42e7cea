using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>Sends a stored page: assigns what was made when it was stored, and writes once.</summary>
internal static class PageServing
{
    // hot path: no allocation but a number's text, and that only from 300 seconds on
    public static async ValueTask ServeAsync(HttpContext context, PageEntry page, PageCacheFeature feature, DateTimeOffset now)
    {
        var age = page.AgeAt(now);
        feature.Outcome = page.IsFreshAt(now) ? PageCacheOutcome.Hit : PageCacheOutcome.StaleHit;
        feature.Age = TimeSpan.FromSeconds(age);
        feature.Timeout = TimeSpan.FromMilliseconds(page.Timeout);

        var response = context.Response;
        response.StatusCode = page.StatusCode;
        var headers = response.Headers;
        foreach (var (name, values) in page.Headers)
            headers[name] = values;
        headers.Age = age.ToString(CultureInfo.InvariantCulture);
        if (HttpMethods.IsHead(context.Request.Method))
        {
            response.ContentLength = page.ContentLength;
            return;
        }

        // An empty page is not started by us: nor was it when it was made.
        if (page.Body.Length == 0)
            return;
        response.ContentLength = page.Body.Length;
        await response.BodyWriter.WriteAsync(page.Body).ConfigureAwait(false);
    }
}
