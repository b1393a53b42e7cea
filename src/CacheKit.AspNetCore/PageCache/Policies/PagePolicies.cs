using System.Runtime.CompilerServices;
using CacheKit.AspNetCore.CachePage;
using CacheKit.AspNetCore.Headers;
using CacheKit.AspNetCore.SiteCache;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache.Policies;

/// <summary>How the pages of each endpoint are kept by the settings of one moment; found out once for each.</summary>
internal sealed class PagePolicies
{
    private readonly PageCatalog _catalog;
    private readonly ConditionalWeakTable<Endpoint, PagePolicy> _ofSite = [];
    private readonly ConditionalWeakTable<Endpoint, PagePolicy> _ofAsked = [];
    private readonly ConditionalWeakTable<ICachePageMetadata, PagePolicy> _ofAttributes = [];
    private readonly Lazy<PagePolicy> _site;
    private readonly Lazy<PagePolicy> _notAsked;

    public PagePolicies(PageCatalog catalog, SiteCacheSettings settings)
    {
        _catalog = catalog;
        Site = settings;
        _site = new(() => Make(null, PageCacheOutcome.Undecided, isSubjectToFallback: true));
        _notAsked = new(() => Make(null, PageCacheOutcome.NotAsked, isSubjectToFallback: true));
    }

    /// <summary>The settings of the site.</summary>
    public SiteCacheSettings Site { get; }

    /// <summary>The policy of an endpoint.</summary>
    /// <param name="endpoint">The endpoint; null where none was chosen.</param>
    /// <param name="siteWide">Whether pages are kept that nobody has asked for in particular.</param>
    // hot path
    public PagePolicy For(Endpoint? endpoint, bool siteWide)
    {
        if (endpoint is null)
            return siteWide ? _site.Value : _notAsked.Value;
        var known = siteWide ? _ofSite : _ofAsked;
        return known.TryGetValue(endpoint, out var policy)
            ? policy
            : known.GetValue(endpoint, made => Read(made, made.Metadata.GetMetadata<ICachePageMetadata>(), siteWide));
    }

    /// <summary>The policy of an attribute whose endpoint does not know of it: MVC without endpoint routing.</summary>
    public PagePolicy For(ICachePageMetadata metadata) =>
        _ofAttributes.GetValue(metadata, made => Make(made, Excludes(made), isSubjectToFallback: true));

    private PagePolicy Read(Endpoint endpoint, ICachePageMetadata? metadata, bool siteWide)
    {
        var isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        var refusal = EndpointKind.IsLeftAlone(endpoint) ? PageCacheOutcome.LeftAlone
            : metadata is null && !siteWide ? PageCacheOutcome.NotAsked
            : Excludes(metadata) is var excluded and not PageCacheOutcome.Undecided ? excluded
            : EndpointHeaders.ForbidStoring(endpoint) ? PageCacheOutcome.CacheControl
            : PageCacheOutcome.Undecided;
        return Make(metadata, refusal, isSubjectToFallback: !isOpen, endpoint);
    }

    private static PageCacheOutcome Excludes(ICachePageMetadata? metadata) =>
        metadata?.Timeout == TimeSpan.Zero ? PageCacheOutcome.Excluded : PageCacheOutcome.Undecided;

    private PagePolicy Make(ICachePageMetadata? metadata, PageCacheOutcome refusal, bool isSubjectToFallback, Endpoint? endpoint = null)
    {
        var isJudgedByFilters = endpoint is not null && EndpointKind.HasAuthorizationFilter(endpoint);
        var place = _catalog.Add(metadata);
        return new PagePolicy
        {
            Site = Site,
            Refusal = refusal,
            IsSubjectToFallback = isSubjectToFallback,
            IsJudgedByFilters = isJudgedByFilters,
            RequiresAuthorization = isJudgedByFilters || (isSubjectToFallback && endpoint is not null && EndpointKind.RequiresAuthorization(endpoint.Metadata)),
            Sharing = metadata switch
            {
                { VaryByUser: true } => PageSharing.PerUser,
                { AllowAuthenticated: true } => PageSharing.All,
                _ => PageSharing.Anonymous,
            },
            Store = place.Store,
            KeyPrefix = place.KeyPrefix,
            Timeout = metadata?.Timeout,
            Stale = metadata?.Stale ?? default,
            DefaultStale = Site.Stale,
            Tags = metadata?.Tags ?? [],
            DefaultTimeout = Site.Timeout,
            ClientSeconds = metadata?.ClientSeconds ?? Site.ClientSeconds,
            Query = place.Query,
            VaryBy = [.. new[] { Site.VaryBy, metadata?.VaryBy }.OfType<Func<HttpContext, object?>>()],
            TimeZone = Site.TimeZone,
        };
    }
}
