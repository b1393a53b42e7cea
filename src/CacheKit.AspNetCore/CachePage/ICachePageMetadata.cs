using CacheKit.AspNetCore.PageCache;

namespace CacheKit.AspNetCore.CachePage;

/// <summary>What <c>[CachePage]</c> and <c>.CachePage()</c> say of an endpoint's pages; the nearest one counts.</summary>
internal interface ICachePageMetadata
{
    /// <summary>How long a page is kept; zero leaves it alone.</summary>
    TimeSpan Timeout { get; }

    /// <summary>The alias of the cache; null for the site's.</summary>
    string? Cache { get; }

    /// <summary>What the keys begin with; null for what the site says.</summary>
    string? KeyPrefix { get; }

    /// <summary>For how long clients may keep a page; null for what the site says.</summary>
    int? ClientSeconds { get; }

    /// <summary>For how long a page may be served after its time.</summary>
    StaleTimes Stale { get; }

    /// <summary>The tags of the pages.</summary>
    PageTagTemplate[] Tags { get; }
}
