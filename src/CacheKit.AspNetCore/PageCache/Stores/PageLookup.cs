using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Keys;

namespace CacheKit.AspNetCore.PageCache.Stores;

/// <summary>What was found under a page's key.</summary>
/// <param name="Page">The page; null when it is not there, or not any more what it was.</param>
/// <param name="Key">The key of the variant that the request asks for, as far as is known.</param>
/// <param name="Vary">The headers that the URL's pages vary by, as far as is known.</param>
/// <param name="Url">The URL's generation in the cache; null when there is none, or when it lives in this process.</param>
/// <param name="Tags">Those of the tags that the endpoint gives it, in their order; none where they live in this process.</param>
internal readonly record struct PageLookup(PageEntry? Page, PageKey Key, VaryHeaders Vary, Guid? Url = null, Guid?[]? Tags = null);
