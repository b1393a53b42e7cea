namespace CacheKit.AspNetCore.PageCache;

/// <summary>The groups that a request's page belongs to, as far as is known before it is made.</summary>
/// <param name="Url">Its URL.</param>
/// <param name="Tags">The tags that its endpoint gives it.</param>
internal readonly record struct PageGroups(PageUrl Url, string[] Tags);
