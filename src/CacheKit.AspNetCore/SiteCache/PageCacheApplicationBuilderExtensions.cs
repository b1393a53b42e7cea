using CacheKit.AspNetCore.PageCache;
using CacheKit.AspNetCore.SiteCache;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts the page cache into an application's pipeline.</summary>
/// <remarks>
/// Order: forwarded headers, routing, request localization, session, authentication, authorization, antiforgery, then the
/// page cache, then what makes pages. A wrong order is logged once and never stores another's page.
/// </remarks>
public static class PageCacheApplicationBuilderExtensions
{
    /// <summary>
    /// Caches every page of the site (Django's cache middleware) by the section <c>SiteCache</c>, and removes the pages of
    /// a URL when an unsafe request to it succeeds.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <exception cref="InvalidOperationException"><c>AddPages</c> was not called.</exception>
    public static IApplicationBuilder UseSiteCache(this IApplicationBuilder app) => Use(app, siteWide: true, "UseSiteCache");

    /// <summary>
    /// Caches the pages of endpoints that have <c>[CachePage]</c> or <c>.CachePage(…)</c>, whatever kind of endpoint they are,
    /// answers HEAD from their stored pages, and removes the pages of a URL when an unsafe request to it succeeds.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <exception cref="InvalidOperationException"><c>AddPages</c> was not called.</exception>
    public static IApplicationBuilder UsePageCache(this IApplicationBuilder app) => Use(app, siteWide: false, "UsePageCache");

    /// <summary>
    /// The outer half of a pair (Django's <c>UpdateCacheMiddleware</c>): stores pages as the middleware between the halves has
    /// left them. <see cref="UseFetchFromCache"/> must follow.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <exception cref="InvalidOperationException">
    /// <c>AddPages</c> was not called; or, when the application starts, no <see cref="UseFetchFromCache"/> has followed.
    /// </exception>
    public static IApplicationBuilder UseUpdateCache(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var engine = Engine(app, siteWide: true, "UseUpdateCache");
        var order = new PagePairOrder();
        app.Properties[PagePairOrder.PropertyName] = order;
        return app.Use(next =>
        {
            // The pipeline is put together from its end: what follows has been here already.
            if (!order.IsComplete)
                throw new InvalidOperationException("UseUpdateCache needs UseFetchFromCache after it, behind the middleware that looks things up for the pages; without it nothing is ever served from the cache.");
            return new UpdateCacheMiddleware(next, engine).InvokeAsync;
        });
    }

    /// <summary>
    /// The inner half of a pair (Django's <c>FetchFromCacheMiddleware</c>): answers from the cache, after the middleware between
    /// the halves has run. <see cref="UseUpdateCache"/> must stand before it.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <exception cref="InvalidOperationException"><c>AddPages</c> was not called, or no <see cref="UseUpdateCache"/> stands before it.</exception>
    public static IApplicationBuilder UseFetchFromCache(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var engine = Engine(app, siteWide: true, "UseFetchFromCache");
        if (!app.Properties.TryGetValue(PagePairOrder.PropertyName, out var property) || property is not PagePairOrder { IsComplete: false } order)
            throw new InvalidOperationException("UseFetchFromCache needs UseUpdateCache before it: the outer half stores the pages that the inner half serves.");
        order.IsComplete = true;
        return app.Use(next => new FetchFromCacheMiddleware(next, engine).InvokeAsync);
    }

    private static IApplicationBuilder Use(IApplicationBuilder app, bool siteWide, string call)
    {
        ArgumentNullException.ThrowIfNull(app);
        var engine = Engine(app, siteWide, call);
        return app.Use(next => new SiteCacheMiddleware(next, engine, siteWide).InvokeAsync);
    }

    private static PageCacheEngine Engine(IApplicationBuilder app, bool siteWide, string call)
    {
        var engine = PagesServices.Engine(app.ApplicationServices, $"app.{call}()");
        var usage = app.ApplicationServices.GetRequiredService<PageCacheUsage>();
        usage.HasMiddleware = true;
        usage.IsSiteWide |= siteWide;
        return engine;
    }
}
