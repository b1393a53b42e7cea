using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Stores;
using CacheKit.AspNetCore.SiteCache;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache.Policies;

/// <summary>How the pages of an endpoint are kept: the nearest attribute or convention with what the site says for the rest.</summary>
internal sealed class PagePolicy
{
    private int _hasSeenUserWithoutId;

    /// <summary>The settings of the site that were in force when it was made.</summary>
    public required SiteCacheSettings Site { get; init; }

    /// <summary>Why they are not kept at all; <see cref="PageCacheOutcome.Undecided"/> when they may be.</summary>
    public PageCacheOutcome Refusal { get; init; }

    /// <summary>For whom they are kept.</summary>
    public PageSharing Sharing { get; init; }

    /// <summary>Whether the endpoint requires authorization.</summary>
    public bool RequiresAuthorization { get; init; }

    /// <summary>Whether MVC's own filters say who may see the pages: then only what runs behind those may serve them.</summary>
    public bool IsJudgedByFilters { get; init; }

    /// <summary>Whether the endpoint says nothing of authorization, so that the application's fallback policy decides.</summary>
    public bool IsSubjectToFallback { get; init; }

    public required PageStore Store { get; init; }

    public required string KeyPrefix { get; init; }

    /// <summary>What <c>[CachePage]</c> says; it replaces what the response says of its freshness.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>For responses that say nothing of their freshness.</summary>
    public required TimeSpan DefaultTimeout { get; init; }

    /// <summary>For how long pages may be served after their time, as <c>[CachePage]</c> says; it replaces what the response says.</summary>
    public StaleTimes Stale { get; init; }

    /// <summary>The same for responses that say nothing of it.</summary>
    public StaleTimes DefaultStale { get; init; }

    /// <summary>The tags that the endpoint gives its pages.</summary>
    public PageTagTemplate[] Tags { get; init; } = [];

    /// <summary>For how long clients may keep a page; null for as long as we do.</summary>
    public int? ClientSeconds { get; init; }

    /// <summary>What counts of the query; null for all of it, as it was sent.</summary>
    public QueryRules? Query { get; init; }

    /// <summary>What else tells pages apart, in the application's own words: the site's first, then the endpoint's.</summary>
    public Func<HttpContext, object?>[] VaryBy { get; init; } = [];

    /// <summary>The time zone of a request that has no feature which tells it; null for none.</summary>
    public Func<HttpContext, TimeZoneInfo?>? TimeZone { get; init; }

    /// <summary>Whether this is the first signed-in user who cannot be told from others; true once.</summary>
    public bool IsFirstUserWithoutId() => Interlocked.Exchange(ref _hasSeenUserWithoutId, 1) == 0;
}
