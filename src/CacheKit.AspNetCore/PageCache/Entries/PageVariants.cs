using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Keys;

namespace CacheKit.AspNetCore.PageCache.Entries;

/// <summary>
/// What is known of a page that varies by headers: by which, and how many of its variants are kept. It stands at the page's
/// own name; more than <see cref="MaximumCount"/> at a time are not kept, however many values clients invent.
/// </summary>
internal sealed class PageVariants
{
    /// <summary>How many variants of a page are kept at a time.</summary>
    public const int MaximumCount = 32;

    /// <summary>The headers, so that a request's variant can be told.</summary>
    public required VaryHeaders Vary { get; init; }

    /// <summary>The variants that have not expired.</summary>
    public required PageVariant[] Known { get; init; }

    /// <summary>The generation of the URL in the cache that they belong to; empty where it lives in this process.</summary>
    public Guid StoredGeneration { get; init; }

    /// <summary>The generation in this process; null for what was read from bytes.</summary>
    public PageGeneration? Generation { get; init; }

    /// <summary>When the last of them expires, in milliseconds since 1970.</summary>
    public long ExpiresAt => Known.Max(static variant => variant.ExpiresAt);

    /// <summary>What is known with one page more.</summary>
    /// <param name="before">What was known; null for nothing.</param>
    /// <param name="page">The page.</param>
    /// <returns>Null when there is no room for another variant.</returns>
    public static PageVariants? With(PageVariants? before, PageEntry page)
    {
        var id = new PageKey(page.Key).Digest;
        PageVariant[] others = before is null || !before.IsOfGenerationOf(page)
            ? []
            : Array.FindAll(before.Known, variant => variant.Id != id && variant.ExpiresAt > page.StoredAt && !variant.IsRemoved);
        return others.Length >= MaximumCount
            ? null
            : new()
            {
                Vary = page.Vary,
                Known = [.. others, new(id, page.StoredAt + (long)page.KeptFor.TotalMilliseconds, page.Tags)],
                StoredGeneration = page.StoredGeneration,
                Generation = page.Generation,
            };
    }

    /// <summary>The same without some variants; null when none is left.</summary>
    public PageVariants? Without(Predicate<PageVariant> gone)
    {
        var left = Array.FindAll(Known, variant => !gone(variant));
        return left.Length == 0 ? null : new() { Vary = Vary, Known = left, StoredGeneration = StoredGeneration, Generation = Generation };
    }

    // Of a removed generation no variant is served any more, so none takes a place.
    private bool IsOfGenerationOf(PageEntry page) =>
        StoredGeneration == page.StoredGeneration && Generation is not { IsOver: true };
}
