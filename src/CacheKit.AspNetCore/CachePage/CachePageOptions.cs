namespace CacheKit;

/// <summary>What <c>.CachePage(…)</c> can say of pages beside their timeout.</summary>
public sealed class CachePageOptions
{
    /// <summary>The alias of the cache that holds the pages; null for <c>SiteCache:Alias</c>.</summary>
    public string? Cache { get; set; }

    /// <summary>What keeps these pages apart from others in the same cache; null for <c>SiteCache:KeyPrefix</c>.</summary>
    public string? KeyPrefix { get; set; }

    /// <summary>
    /// How long browsers and caches on the way may keep a page, in whole seconds; zero makes them ask each time. Null for
    /// what <c>SiteCache:ClientSeconds</c> says, and without that for as long as we do.
    /// </summary>
    public TimeSpan? ClientTimeout { get; set; }

    /// <summary>
    /// For how long after its time a page is still served while one request makes it anew (RFC 5861 §3). Null for what the
    /// response says, and without that <c>SiteCache:StaleWhileRevalidate</c>.
    /// </summary>
    public TimeSpan? StaleWhileRevalidate { get; set; }

    /// <summary>
    /// For how long after its time a page is still served when making it anew fails: it throws, or answers with a status
    /// from 500 on (RFC 5861 §4). Null for what the response says, and without that <c>SiteCache:StaleIfError</c>.
    /// </summary>
    public TimeSpan? StaleIfError { get; set; }

    /// <summary>
    /// The tags of the pages, with commas between them, for <c>IPageCache.RemoveByTagAsync</c>: <c>"territory:{code}, map"</c>.
    /// <c>{code}</c> stands for the request's route value of that name, as the URL spells it; a tag whose value the request
    /// does not have is not set. Upper and lower case make no difference.
    /// </summary>
    public string? Tags { get; set; }
}
