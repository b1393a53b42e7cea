using CacheKit.Backends.Objects;

namespace CacheKit.AspNetCore.Tests;

/// <summary>A backend of objects in this process that fails.</summary>
internal sealed class BrokenObjectBackend : BrokenBackend, IObjectCacheBackend, IObjectCacheScope
{
    public IObjectCacheScope OpenScope(string scope) => this;

    public CachedObject? Get(string name) => throw new IOException("down");

    public bool Set(string name, CachedObject value, TimeSpan? timeToLive) => throw new IOException("down");

    public CachedObject? AddOrGet(string name, CachedObject value, TimeSpan? timeToLive) => throw new IOException("down");
}
