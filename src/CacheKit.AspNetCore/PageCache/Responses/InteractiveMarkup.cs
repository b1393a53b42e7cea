using CacheKit.AspNetCore.PageCache.Entries;
using Microsoft.Net.Http.Headers;

namespace CacheKit.AspNetCore.PageCache.Responses;

/// <summary>
/// Finds interactive components in a page: an endpoint's metadata tells of its own component only, not of those within.
/// Their markers hold descriptors that are protected for one visit and soon expire.
/// </summary>
internal static class InteractiveMarkup
{
    /// <summary>Whether a page has such a component, or cannot be looked into.</summary>
    public static bool IsIn(PageEntry page) =>
        page.Body.AsSpan().IndexOf("<!--Blazor:"u8) >= 0
        || Array.Exists(page.Headers, static header => header.Key.Equals(HeaderNames.ContentEncoding, StringComparison.OrdinalIgnoreCase));
}
