using System.Collections.Concurrent;
using CacheKit.Backends;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>The page stores by alias; each is made once.</summary>
internal sealed class PageStores(ICaches caches, ContentEncodings encodings, TimeProvider time, ILogger<PageStores> logger)
{
    private readonly ConcurrentDictionary<string, PageStore> _byAlias = new(StringComparer.Ordinal);

    /// <exception cref="KeyNotFoundException">No such alias is configured.</exception>
    public PageStore this[string alias] => _byAlias.GetOrAdd(alias, static (name, all) => all.Make(name), this);

    // What is not our own implementation is asked for nothing but what ICache promises.
    private PageStore Make(string alias)
    {
        var cache = caches[alias];
        return cache is Cache { Backend: IObjectCacheBackend }
            ? new LocalPageStore(cache, encodings)
            : new RemotePageStore(new LimitedCache(cache, time, logger), encodings);
    }
}
