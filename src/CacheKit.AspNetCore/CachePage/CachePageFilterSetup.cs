using CacheKit.AspNetCore.ConditionalRequests;
using CacheKit.AspNetCore.PageCache;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CacheKit.AspNetCore.CachePage;

/// <summary>
/// Gives every action and Razor Page the filter, so that <c>MapRazorPages().CachePage(…)</c> works, whose endpoints are
/// made anew for each page, and so that a POST to any of them removes pages.
/// </summary>
internal sealed class CachePageFilterSetup(IServiceProvider services) : IConfigureOptions<MvcOptions>
{
    public void Configure(MvcOptions options)
    {
        options.Filters.Add(new CachePageFilter(services.GetRequiredService<PageCacheEngine>(), own: null));
        options.Filters.Add(new ConditionalGetFilter());
    }
}
