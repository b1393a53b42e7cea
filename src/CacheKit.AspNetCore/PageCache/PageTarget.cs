using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>What a page that is being made will be kept as.</summary>
/// <param name="Policy">How.</param>
/// <param name="Key">Under which key, without the headers that it varies by.</param>
/// <param name="RequestHeaders">The request's headers as they were then: what runs behind us may change them.</param>
/// <param name="IsHead">Whether it is the answer to a HEAD.</param>
/// <param name="Known">The headers that the URL's pages vary by, as far as is known; the list only grows.</param>
/// <param name="Groups">What it is removed with.</param>
/// <param name="Parts">What else is part of the key.</param>
/// <param name="Generations">The groups' generations when the making began.</param>
internal sealed record PageTarget(
    PagePolicy Policy,
    PageKey Key,
    IHeaderDictionary RequestHeaders,
    bool IsHead,
    VaryHeaders Known,
    PageGroups Groups,
    PageParts Parts,
    TargetGenerations Generations)
{
    public static HeaderDictionary CopyOf(IHeaderDictionary headers)
    {
        var copy = new HeaderDictionary(headers.Count);
        foreach (var (name, values) in headers)
            copy[name] = values;
        return copy;
    }
}
