using CacheKit;
using CacheKit.AspNetCore.CachePage;
using CacheKit.AspNetCore.Http;
using CacheKit.AspNetCore.PageCache;
using CacheKit.AspNetCore.PageCache.Groups;
using Microsoft.AspNetCore.Http;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Caches the pages of endpoints (Django's <c>cache_page</c> in a URLconf).</summary>
public static class CachePageEndpointConventionBuilderExtensions
{
    /// <summary>
    /// Caches the pages of an endpoint, or of every endpoint of a group; each URL is a page of its own. What is nearer to
    /// the endpoint wins: its own attribute, then its own call, then that of its group. Needs no middleware.
    /// </summary>
    /// <typeparam name="TBuilder">The type of the endpoint builder: <c>MapGet</c>, <c>MapGroup</c>, <c>MapControllers</c>, <c>MapRazorPages</c>, ….</typeparam>
    /// <param name="builder">The endpoint builder.</param>
    /// <param name="timeout">How long a page is kept; it replaces what the response says of its freshness. Zero leaves the pages alone, their headers too.</param>
    /// <param name="configure">Says more than the timeout.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    public static TBuilder CachePage<TBuilder>(this TBuilder builder, TimeSpan timeout, Action<CachePageOptions>? configure = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        var metadata = Read(timeout, configure);
        // Last of all, endpoints before their groups: whoever comes first is the nearest.
        builder.Finally(endpoint => Apply(endpoint, metadata));
        return builder;
    }

    /// <summary>As <c>CachePage(TimeSpan, …)</c>, with the timeout in seconds, as in Django.</summary>
    /// <typeparam name="TBuilder">The type of the endpoint builder.</typeparam>
    /// <param name="builder">The endpoint builder.</param>
    /// <param name="seconds">How many seconds a page is kept.</param>
    /// <param name="configure">Says more than the timeout.</param>
    public static TBuilder CachePage<TBuilder>(this TBuilder builder, double seconds, Action<CachePageOptions>? configure = null)
        where TBuilder : IEndpointConventionBuilder =>
        builder.CachePage(Seconds.ToTime(seconds), configure);

    /// <summary>As <c>CachePage(TimeSpan, …)</c>, with tags for <c>IPageCache.RemoveByTagAsync</c>.</summary>
    /// <typeparam name="TBuilder">The type of the endpoint builder.</typeparam>
    /// <param name="builder">The endpoint builder.</param>
    /// <param name="timeout">How long a page is kept.</param>
    /// <param name="tags">The tags, as <see cref="CachePageOptions.Tags"/> has them: <c>"territory:{code}, map"</c>.</param>
    /// <exception cref="ArgumentException">One of them can be no tag.</exception>
    public static TBuilder CachePage<TBuilder>(this TBuilder builder, TimeSpan timeout, string tags)
        where TBuilder : IEndpointConventionBuilder =>
        builder.CachePage(timeout, options => options.Tags = tags);

    /// <summary>As <c>CachePage(double, …)</c>, with tags for <c>IPageCache.RemoveByTagAsync</c>.</summary>
    /// <typeparam name="TBuilder">The type of the endpoint builder.</typeparam>
    /// <param name="builder">The endpoint builder.</param>
    /// <param name="seconds">How many seconds a page is kept.</param>
    /// <param name="tags">The tags, as <see cref="CachePageOptions.Tags"/> has them: <c>"territory:{code}, map"</c>.</param>
    /// <exception cref="ArgumentException">One of them can be no tag.</exception>
    public static TBuilder CachePage<TBuilder>(this TBuilder builder, double seconds, string tags)
        where TBuilder : IEndpointConventionBuilder =>
        builder.CachePage(Seconds.ToTime(seconds), options => options.Tags = tags);

    private static CachePageMetadata Read(TimeSpan timeout, Action<CachePageOptions>? configure)
    {
        var options = new CachePageOptions();
        configure?.Invoke(options);
        if (options.ClientTimeout is { } client && client < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(configure), client, "ClientTimeout must not be negative.");
        if (options.StaleWhileRevalidate is { } stale && stale < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(configure), stale, "StaleWhileRevalidate must not be negative.");
        if (options.StaleIfError is { } error && error < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(configure), error, "StaleIfError must not be negative.");
        return new CachePageMetadata(timeout, options.Cache, options.KeyPrefix, Seconds.Whole(options.ClientTimeout))
        {
            AllowAuthenticated = options.AllowAuthenticated,
            VaryByUser = options.VaryByUser,
            IgnoreQuery = options.IgnoreQuery?.ToArray(),
            QueryKeys = options.QueryKeys?.ToArray(),
            SortQuery = options.SortQuery,
            VaryBy = options.VaryBy,
            Stale = new(options.StaleWhileRevalidate, options.StaleIfError),
            Tags = PageTagTemplate.ReadList(options.Tags),
        };
    }

    private static void Apply(EndpointBuilder endpoint, CachePageMetadata metadata)
    {
        var engine = PagesServices.Engine(endpoint.ApplicationServices, ".CachePage()");
        if (!endpoint.Metadata.Any(static item => item is ICachePageMetadata))
            endpoint.Metadata.Add(metadata);
        if (endpoint.RequestDelegate is not { } inner || endpoint.Metadata.Contains(CachePageServed.Instance))
            return;
        endpoint.Metadata.Add(CachePageServed.Instance);
        endpoint.RequestDelegate = context =>
        {
            var policy = engine.Policies.For(context.GetEndpoint(), siteWide: false);
            // Then our own filter, behind those that judge, deals with it.
            return policy.IsJudgedByFilters ? inner(context) : engine.InvokeAsync(context, policy, inner, static (inner, context) => inner(context));
        };
    }
}
