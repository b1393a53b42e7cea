namespace CacheKit.AspNetCore.PageCache.Stores;

/// <summary>The generations of a page's groups that stand in a cache of bytes.</summary>
/// <param name="Url">The URL's.</param>
/// <param name="Tags">Those of the tags that its endpoint gives it, in their order.</param>
/// <param name="Removals">What stood there for the last removal of any tag: for the tags that its code adds.</param>
internal readonly record struct StoredGenerations(Guid Url, Guid[] Tags, Guid Removals)
{
    /// <summary>Where they live in this process.</summary>
    public static readonly StoredGenerations None = new(Guid.Empty, [], Guid.Empty);
}
