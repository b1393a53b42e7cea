using System.Collections.Concurrent;
using CacheKit.Backends;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>The page stores by alias; each is made once.</summary>
internal sealed class PageStores(ICaches caches)
{
    private readonly ConcurrentDictionary<string, PageStore> _byAlias = new(StringComparer.Ordinal);

    /// <exception cref="KeyNotFoundException">No such alias is configured.</exception>
    public PageStore this[string alias] => _byAlias.GetOrAdd(alias, static (name, all) => Make(all[name]), caches);

    // What is not our own implementation is asked for nothing but what ICache promises.
    private static PageStore Make(ICache cache) =>
        cache is Cache { Backend: IObjectCacheBackend } ? new LocalPageStore(cache) : new RemotePageStore(cache);
}
