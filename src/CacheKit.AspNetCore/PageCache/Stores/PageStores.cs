using System.Collections.Concurrent;
using CacheKit.AspNetCore.PageCache.Copies;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.SiteCache;
using CacheKit.AspNetCore.TimeLimits;
using CacheKit.Backends;
using CacheKit.Values;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.PageCache.Stores;

/// <summary>The page stores by alias; each is made once.</summary>
internal sealed class PageStores(LimitedCaches caches, ContentEncodings encodings, SiteCacheSettings settings, PageCopies copies, ILogger<PageStores> logger)
{
    private readonly ConcurrentDictionary<string, PageStore> _byAlias = new(StringComparer.Ordinal);

    /// <exception cref="KeyNotFoundException">No such alias is configured.</exception>
    public PageStore this[string alias] => _byAlias.GetOrAdd(alias, static (name, all) => all.Make(name), this);

    private PageStore Make(string alias)
    {
        var cache = caches[alias];
        if (cache is LimitedCache limited)
            return new RemotePageStore(limited, encodings, copies.Of(cache.Alias), caches.Time, logger);
        return new LocalPageStore(cache, encodings, settings.Admission && cache is Cache { Backend: ILocalStoreSize size } ? new PageAdmission(size) : null);
    }
}
