using CacheKit.Tags;

namespace CacheKit.Backends.Objects;

/// <summary>
/// A backend that lives in this process and may hold the objects themselves. The cache uses that for values that cannot
/// change under the reader; everything else, and every read as another type than the one written, goes through the payload.
/// </summary>
public interface IObjectCacheBackend : ICacheBackend
{
    /// <summary>The entries whose keys begin with a scope.</summary>
    /// <param name="scope">The scope of a <see cref="Keys.CacheKey"/>.</param>
    IObjectCacheScope OpenScope(string scope);

    /// <summary>Where the tags of its entries have their places, when aliases share the entries; null: each alias has its own.</summary>
    internal TagTable? Tags => null;
}
