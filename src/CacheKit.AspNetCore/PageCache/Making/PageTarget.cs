using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Policies;
using CacheKit.AspNetCore.PageCache.Requests;
using CacheKit.AspNetCore.PageCache.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.PageCache.Making;

/// <summary>What a page that is being made will be kept as.</summary>
/// <param name="request">The request that it is made for.</param>
/// <param name="lookup">What was found in its place.</param>
/// <param name="generations">The generations of its groups when the making began.</param>
internal sealed class PageTarget(PageRequest request, in PageLookup lookup, TargetGenerations generations)
{
    // What runs behind us may change them. In one piece: who looks one up is rare.
    private readonly KeyValuePair<string, StringValues>[] _requestHeaders = [.. request.Context.Request.Headers];
    private HeaderDictionary? _headersByName;

    /// <summary>How it is kept.</summary>
    public PagePolicy Policy => request.Policy;

    /// <summary>Under which key, without the headers that it varies by.</summary>
    public PageKey Key => request.Key;

    /// <summary>Under which key with those, as far as is known.</summary>
    public PageKey Variant { get; } = lookup.Key;

    /// <summary>The headers that the URL's pages vary by, as far as is known; the list only grows.</summary>
    public VaryHeaders Known { get; } = lookup.Vary;

    /// <summary>The request's headers as they were then.</summary>
    public IHeaderDictionary RequestHeaders => _headersByName ??= ByName(_requestHeaders);

    /// <summary>What the request asked of caches then.</summary>
    public RequestWishes Wishes { get; } = RequestWishes.Read(request.Context.Request.Headers);

    /// <summary>Whether it is the answer to a HEAD.</summary>
    public bool IsHead => request.IsHead;

    /// <summary>What it is removed with.</summary>
    public PageGroups Groups => request.Groups!;

    /// <summary>What else is part of the key.</summary>
    public PageParts Parts => request.Parts;

    public TargetGenerations Generations => generations;

    private static HeaderDictionary ByName(KeyValuePair<string, StringValues>[] fields)
    {
        var headers = new HeaderDictionary(fields.Length);
        foreach (var (name, values) in fields)
            headers[name] = values;
        return headers;
    }
}
