using CacheKit.Backends.Objects;

namespace CacheKit.Backends.LocMem;

/// <summary>A scope of a store under one alias's limits.</summary>
internal sealed class LocMemObjects(LocMemScope scope, LocMemBackend backend) : IObjectCacheScope
{
    // hot path: no allocation
    public CachedObject? Get(string name) => scope.Get(name);

    CachedObject? IObjectCacheScope.GetKept(string name) => scope.PeekKept(name);

    public bool Set(string name, CachedObject value, TimeSpan? timeToLive)
    {
        var limits = backend.Limits;
        if (!LocMemStore.Place(name, value, limits))
        {
            // Nothing stale stays behind a value that is not kept.
            scope.Take(name);
            return false;
        }

        backend.Store.Expire(value, timeToLive);
        scope.Set(value, limits);
        return true;
    }

    public CachedObject? AddOrGet(string name, CachedObject value, TimeSpan? timeToLive)
    {
        var limits = backend.Limits;
        if (!LocMemStore.Place(name, value, limits))
            return scope.Get(name) ?? value;
        backend.Store.Expire(value, timeToLive);
        return scope.AddOrGet(value, limits);
    }
}
