using System.Net.Mime;
using CacheKit;
using Microsoft.Net.Http.Headers;

namespace Almanac.Serving;

/// <summary>
/// Counts the visits to each page. It stands outside the site cache: a page out of the cache is a visit too. What it
/// counted goes into the features, not into the page, which would keep an old number.
/// </summary>
public sealed class VisitCounterMiddleware(RequestDelegate next, ICaches caches)
{
    private readonly ICache _visits = caches["visits"];

    /// <summary>Runs the rest of the site, and counts just before the answer leaves, when it is known to be a page.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
            context.Response.OnStarting(() => IsPage(context) ? CountAsync(context) : Task.CompletedTask);
        return next(context);
    }

    // A browser that has the page already is told so without its type, but it has said that it wants a page.
    private static bool IsPage(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status200OK => IsHtml(context.Response.ContentType),
        StatusCodes.Status304NotModified => context.Request.Headers.Accept.ToString().Contains(MediaTypeNames.Text.Html, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static bool IsHtml(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals(MediaTypeNames.Text.Html, StringComparison.OrdinalIgnoreCase);

    private async Task CountAsync(HttpContext context)
    {
        try
        {
            // The routes answer to both cases, and with a slash at the end.
            var path = context.Request.Path.Value!.TrimEnd('/').ToUpperInvariant();
            context.Features.Set(new PageVisits(await CountAsync($"visits:{path}")));
        }
        catch (CacheBackendException)
        {
            // Not counted; the visitor gets the page all the same, and the cache has logged what was wrong.
        }
    }

    private async Task<long> CountAsync(string key)
    {
        while (true)
        {
            try
            {
                return await _visits.IncrementAsync(key);
            }
            catch (KeyNotFoundException)
            {
                // The first visit. Of several at once one adds the counter; the others find it.
                if (await _visits.AddAsync(key, 1L))
                    return 1;
            }
        }
    }
}
