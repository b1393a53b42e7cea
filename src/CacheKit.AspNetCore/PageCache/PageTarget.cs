using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>What a page that is being made will be kept as.</summary>
/// <param name="Policy">How.</param>
/// <param name="Key">Under which key, without the headers that it varies by.</param>
/// <param name="RequestHeaders">The request's headers as they were then: what runs behind us may change them.</param>
/// <param name="IsHead">Whether it is the answer to a HEAD.</param>
/// <param name="Known">The headers that the URL's pages vary by, as far as is known; the list only grows.</param>
/// <param name="Url">Its URL, as removal sees it.</param>
/// <param name="Parts">What else is part of the key.</param>
/// <param name="Generation">The URL's generation in this process when the making began.</param>
/// <param name="StoredGeneration">The URL's generation in the cache then; empty where it lives in this process.</param>
internal sealed record PageTarget(
    PagePolicy Policy,
    PageKey Key,
    IHeaderDictionary RequestHeaders,
    bool IsHead,
    VaryHeaders Known,
    PageUrl Url,
    PageParts Parts,
    UrlGeneration Generation,
    Guid StoredGeneration)
{
    public static HeaderDictionary CopyOf(IHeaderDictionary headers)
    {
        var copy = new HeaderDictionary(headers.Count);
        foreach (var (name, values) in headers)
            copy[name] = values;
        return copy;
    }
}
