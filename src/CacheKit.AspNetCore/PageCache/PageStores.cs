using System.Collections.Concurrent;
using CacheKit.AspNetCore.SiteCache;
using CacheKit.Backends;
using CacheKit.Diagnostics;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>The page stores by alias; each is made once.</summary>
internal sealed class PageStores(LimitedCaches caches, ContentEncodings encodings, SiteCacheSettings settings, PageCopies copies)
{
    private readonly ConcurrentDictionary<string, PageStore> _byAlias = new(StringComparer.Ordinal);

    /// <exception cref="KeyNotFoundException">No such alias is configured.</exception>
    public PageStore this[string alias] => _byAlias.GetOrAdd(alias, static (name, all) => all.Make(name), this);

    // What is not our own implementation is asked for nothing but what ICache promises.
    private PageStore Make(string alias)
    {
        var cache = caches[alias];
        if (cache is not Cache { Backend: IObjectCacheBackend backend })
            return new RemotePageStore(cache, encodings, copies.Of(cache.Alias));
        return new LocalPageStore(cache, encodings, settings.Admission && backend is ICacheSize size ? new PageAdmission(size) : null);
    }
}
