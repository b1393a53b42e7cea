namespace CacheKit.AspNetCore.PageCache.Groups;

/// <summary>A tag of a stored page, and the generation of the tag that the page was made in.</summary>
/// <param name="Name">The tag, as <see cref="PageTags.Normalize"/> gives it.</param>
/// <param name="StoredGeneration">The generation in the cache; empty where it lives in this process.</param>
/// <param name="Generation">The generation in this process; null for a page that was read from bytes.</param>
internal readonly record struct PageTag(string Name, Guid StoredGeneration, PageGeneration? Generation);
