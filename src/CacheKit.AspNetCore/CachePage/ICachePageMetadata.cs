using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Policies;
using Microsoft.AspNetCore.Http;

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

    /// <summary>Whether the pages are the same for all who may see them, signed in or not.</summary>
    bool AllowAuthenticated { get; }

    /// <summary>Whether each signed-in user has pages of an own.</summary>
    bool VaryByUser { get; }

    /// <summary>The parameters of the query that do not count; null for what the site says.</summary>
    IReadOnlyCollection<string>? IgnoreQuery { get; }

    /// <summary>The only parameters of the query that count, none for all; null for what the site says.</summary>
    IReadOnlyCollection<string>? QueryKeys { get; }

    /// <summary>Whether the order of the query does not count; null for what the site says.</summary>
    bool? SortQuery { get; }

    /// <summary>What else tells the pages apart; null for nothing.</summary>
    Func<HttpContext, object?>? VaryBy { get; }

    /// <summary>For how long a page may be served after its time.</summary>
    StaleTimes Stale { get; }

    /// <summary>The tags of the pages.</summary>
    PageTagTemplate[] Tags { get; }
}
