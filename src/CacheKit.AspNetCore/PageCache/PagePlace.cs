namespace CacheKit.AspNetCore.PageCache;

/// <summary>Where pages are kept: a cache, and the prefix of their keys in it.</summary>
/// <param name="Store">The cache.</param>
/// <param name="KeyPrefix">The prefix.</param>
internal readonly record struct PagePlace(PageStore Store, string KeyPrefix);
