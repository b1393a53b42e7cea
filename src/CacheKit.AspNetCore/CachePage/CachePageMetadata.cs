using CacheKit.AspNetCore.PageCache;

namespace CacheKit.AspNetCore.CachePage;

/// <summary>What <c>.CachePage()</c> says.</summary>
internal sealed record CachePageMetadata(TimeSpan Timeout, string? Cache, string? KeyPrefix, int? ClientSeconds, StaleTimes Stale, PageTagTemplate[] Tags) : ICachePageMetadata;
