using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.SiteCache;
using CacheKit.Backends.LocMem;
using CacheKit.Backends.Objects;
using CacheKit.Serialization;

namespace CacheKit.AspNetCore.PageCache.Copies;

/// <summary>
/// The pages of caches of other processes that this one keeps at hand, those of all aliases together within
/// <c>SiteCache:LocalCopies</c>; the least recently used go first. Whether one may be served is for its cache to say.
/// </summary>
internal sealed class PageCopies : IDisposable
{
    private static readonly PayloadSerializer _serializer = new();

    private readonly LocMemStore? _store;
    private readonly LocMemBackend? _backend;

    public PageCopies(SiteCacheSettings settings, TimeProvider time)
    {
        if (settings.LocalCopies == 0)
            return;
        _store = new LocMemStore(time);
        _backend = new LocMemBackend(_store, new LocMemLimits(MaxEntries: int.MaxValue, MaxBytes: settings.LocalCopies));
    }

    /// <summary>The bytes that all of them take.</summary>
    public long Bytes => _store?.Bytes ?? 0;

    /// <summary>Those of one alias; null when none are kept.</summary>
    public Shelf? Of(string alias) => _backend is null ? null : new Shelf(_backend.OpenScope(alias), _backend, alias);

    public void Dispose() => _store?.Dispose();

    /// <summary>The copies of one alias's pages, by the canonical texts of their keys.</summary>
    internal sealed class Shelf(IObjectCacheScope scope, LocMemBackend backend, string alias)
    {
        // hot path: no allocation
        public PageCopy? Find(PageKey variant) => (scope.Get(variant.Canonical) as CachedValue<PageCopy>)?.Value;

        public void Add(PageCopy copy) =>
            scope.Set(copy.Page.Key, new CachedValue<PageCopy>(copy, copy.Size, _serializer), copy.Page.KeptFor);

        public void Drop(PageCopy copy) => backend.Store.Find(alias)?.Take(copy.Page.Key);
    }
}
