using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.PageCache.Groups;

/// <summary>What a request says of its URL, as it was sent.</summary>
/// <param name="Host">Host and port.</param>
/// <param name="Target">Path and query, or an absolute URL.</param>
internal readonly record struct PageUrlSource(string Host, string Target)
{
    public static PageUrlSource Of(HttpContext context)
    {
        var request = context.Request;
        var raw = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        // Request.Host has letters where the header has "xn--".
        return new(request.Headers.Host.ToString(),
            string.IsNullOrEmpty(raw) ? string.Concat(request.PathBase.Value, request.Path.Value, request.QueryString.Value) : raw);
    }
}
