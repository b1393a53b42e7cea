namespace CacheKit.Backends.Objects;

/// <summary>The entries of one scope in a backend that lives in this process. Opened once for an alias and version, kept for its life.</summary>
public interface IObjectCacheScope
{
    /// <summary>The live entry under a name, or null; counts as use.</summary>
    /// <param name="name">The name.</param>
    CachedObject? Get(string name);

    /// <summary>The entry under a name when it is live or kept as a stale value; null also where the backend does not tell them apart.</summary>
    internal CachedObject? GetKept(string name) => null;

    /// <summary>Stores an entry.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The entry; now the store's own.</param>
    /// <param name="timeToLive">Positive, or null for never.</param>
    /// <returns>Whether it is kept; false for one that is too big, after which the name is free.</returns>
    bool Set(string name, CachedObject value, TimeSpan? timeToLive);

    /// <summary>Stores an entry if the name is free, atomically.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The entry; the store's own when it was stored.</param>
    /// <param name="timeToLive">Positive, or null for never.</param>
    /// <returns>
    /// Null when it was stored, else the entry that is there; <paramref name="value"/> itself when the name is free and
    /// it is too big to be kept.
    /// </returns>
    CachedObject? AddOrGet(string name, CachedObject value, TimeSpan? timeToLive);
}
