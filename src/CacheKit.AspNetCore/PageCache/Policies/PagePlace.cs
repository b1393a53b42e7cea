using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Stores;

namespace CacheKit.AspNetCore.PageCache.Policies;

/// <summary>Where pages are kept: a cache, the prefix of their keys in it, and what counts of their queries.</summary>
/// <param name="Store">The cache.</param>
/// <param name="KeyPrefix">The prefix.</param>
/// <param name="Query">What counts of a query; null for all of it.</param>
internal readonly record struct PagePlace(PageStore Store, string KeyPrefix, QueryRules? Query);
