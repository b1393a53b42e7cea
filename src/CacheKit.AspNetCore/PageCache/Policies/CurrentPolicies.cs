using CacheKit.AspNetCore.SiteCache;

namespace CacheKit.AspNetCore.PageCache.Policies;

/// <summary>How pages are kept by the settings of now. With new settings all policies are made anew: a policy holds the settings it was made by.</summary>
internal sealed class CurrentPolicies(PageCatalog catalog, SiteCacheReload site)
{
    private readonly Lock _gate = new();
    private volatile PagePolicies _now = new(catalog, site.Settings);

    // hot path
    public PagePolicies Now => _now is var now && ReferenceEquals(now.Site, site.Settings) ? now : Renew();

    private PagePolicies Renew()
    {
        lock (_gate)
        {
            var settings = site.Settings;
            if (!ReferenceEquals(_now.Site, settings))
                _now = new PagePolicies(catalog, settings);
            return _now;
        }
    }
}
