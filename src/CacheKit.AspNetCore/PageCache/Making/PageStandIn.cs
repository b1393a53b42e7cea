using CacheKit.AspNetCore.PageCache.Entries;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.PageCache.Making;

/// <summary>
/// The stale page that is sent when its successor fails before a byte of it has gone out, and the response as it was
/// before: what the failed attempt has set goes, what middleware outside has set stays, as on any hit.
/// </summary>
internal sealed class PageStandIn(HttpContext context, PageEntry page)
{
    private KeyValuePair<string, StringValues>[] _headers = [.. context.Response.Headers];
    private int _statusCode = context.Response.StatusCode;

    public PageEntry Page { get; } = page;

    /// <summary>From now on the response is to be what it is now.</summary>
    public void Keep() => (_headers, _statusCode) = ([.. context.Response.Headers], context.Response.StatusCode);

    /// <summary>Makes the response what it was.</summary>
    public void Restore()
    {
        var response = context.Response;
        response.Headers.Clear();
        foreach (var (name, values) in _headers)
            response.Headers[name] = values;
        response.StatusCode = _statusCode;
        if (context.Features.Get<IHttpResponseFeature>() is { } feature)
            feature.ReasonPhrase = null;
        context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers.Clear();
    }
}
