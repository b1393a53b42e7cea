using CacheKit.AspNetCore.PageCache.Groups;

namespace CacheKit.AspNetCore.PageCache.Entries;

/// <summary>One of the variants of a page.</summary>
/// <param name="Id">A digest of its key: two that share one would be counted as one, no more.</param>
/// <param name="ExpiresAt">When it expires, in milliseconds since 1970.</param>
/// <param name="Tags">What it is removed with beside its URL.</param>
internal readonly record struct PageVariant(long Id, long ExpiresAt, PageTag[] Tags)
{
    /// <summary>Whether this process knows that one of its tags has been removed.</summary>
    public bool IsRemoved => Array.Exists(Tags, static tag => tag.Generation is { IsOver: true });
}
