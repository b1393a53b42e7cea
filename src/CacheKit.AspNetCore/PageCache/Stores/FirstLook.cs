namespace CacheKit.AspNetCore.PageCache.Stores;

/// <summary>What was found before it was known whether the page has to be made.</summary>
/// <param name="Lookup">That; null when the cache failed.</param>
/// <param name="Landings">How many flights to pages of the store had ended when the look began.</param>
internal readonly record struct FirstLook(PageLookup? Lookup, long Landings);
