namespace CacheKit.Memcached;

/// <summary>What became of a store or a delete.</summary>
public enum MemcachedStatus
{
    /// <summary>It was carried out.</summary>
    Done,

    /// <summary>Nothing was stored: the key was there (<see cref="MemcachedStoreMode.Add"/>) or was not (replace, append, prepend).</summary>
    NotStored,

    /// <summary>Somebody else has changed the entry since its <see cref="MemcachedGetResult.Cas"/> was read.</summary>
    Changed,

    /// <summary>There is no such entry.</summary>
    NotFound,
}
