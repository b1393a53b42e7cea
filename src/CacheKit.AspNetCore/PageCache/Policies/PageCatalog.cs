using CacheKit.AspNetCore.CachePage;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Stores;
using CacheKit.AspNetCore.SiteCache;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.PageCache.Policies;

/// <summary>All places where this application's pages may be: the site's, and those that its endpoints name.</summary>
internal sealed class PageCatalog(PageStores stores, SiteCacheSettings settings, IServiceProvider services)
{
    private readonly Lock _gate = new();
    private readonly HashSet<PagePlace> _places = [];
    private PagePlace[]? _all;
    private IChangeToken? _endpoints;

    public IReadOnlyList<PagePlace> Places
    {
        get
        {
            lock (_gate)
            {
                if (_all is null || _endpoints is { HasChanged: true })
                    AddEndpoints();
                return _all ??= [.. _places];
            }
        }
    }

    /// <summary>The place that a policy leads to; from then on it is one of all.</summary>
    public PagePlace Add(ICachePageMetadata? metadata)
    {
        var place = new PagePlace(stores[metadata?.Cache ?? settings.Alias], metadata?.KeyPrefix ?? settings.KeyPrefix, QueryOf(metadata));
        lock (_gate)
        {
            if (_places.Add(place))
                _all = null;
        }

        return place;
    }

    // Each rule from what is nearest to the endpoint; null where every query counts as it was sent.
    private QueryRules? QueryOf(ICachePageMetadata? metadata) => QueryRules.Of(
        metadata?.IgnoreQuery ?? settings.IgnoreQuery, metadata?.QueryKeys ?? settings.QueryKeys, metadata?.SortQuery ?? settings.SortQuery);

    // Endpoints that have not been asked for yet in this process may have pages in a cache that outlives it.
    private void AddEndpoints()
    {
        Add(null);
        if (services.GetService<EndpointDataSource>() is not { } source)
            return;
        // The token first: what changes while the list is read is read again.
        _endpoints = source.GetChangeToken();
        foreach (var endpoint in source.Endpoints)
        {
            if (endpoint.Metadata.GetMetadata<ICachePageMetadata>() is { } metadata)
                Add(metadata);
        }
    }
}
