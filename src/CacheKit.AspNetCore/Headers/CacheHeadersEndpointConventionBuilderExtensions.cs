using CacheKit;
using CacheKit.AspNetCore.Headers;

namespace Microsoft.AspNetCore.Builder;

/// <summary>
/// Says something in the headers of endpoints' responses. Everything that applies to an endpoint is said, what is nearest
/// to it last: that of its group, then its own. Needs no middleware; on <c>MapRazorPages</c> it needs <c>AddCacheKit().AddPages()</c>.
/// </summary>
public static class CacheHeadersEndpointConventionBuilderExtensions
{
    /// <summary>Says something in <c>Cache-Control</c> (Django's <c>cache_control</c>), as <see cref="CacheControlAttribute"/>.</summary>
    /// <typeparam name="TBuilder">The type of the endpoint builder.</typeparam>
    /// <param name="builder">The endpoint builder.</param>
    /// <param name="configure">Says what.</param>
    /// <exception cref="ArgumentException">It contradicts itself, or names what is no field.</exception>
    public static TBuilder CacheControl<TBuilder>(this TBuilder builder, Action<CacheControlOptions> configure)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new CacheControlOptions();
        configure(options);
        return builder.Say(new CacheControlMetadata(new CacheControlPatch(options)));
    }

    /// <summary>Keeps everybody from keeping the responses (Django's <c>never_cache</c>), as <see cref="NeverCacheAttribute"/>.</summary>
    /// <typeparam name="TBuilder">The type of the endpoint builder.</typeparam>
    /// <param name="builder">The endpoint builder.</param>
    public static TBuilder NeverCache<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.Say(new NeverCacheAttribute());

    /// <summary>Adds request headers to <c>Vary</c> (Django's <c>vary_on_headers</c>), as <see cref="VaryOnHeadersAttribute"/>.</summary>
    /// <typeparam name="TBuilder">The type of the endpoint builder.</typeparam>
    /// <param name="builder">The endpoint builder.</param>
    /// <param name="names">The names of request headers, or <c>*</c>.</param>
    /// <exception cref="ArgumentException">One of them is no header's name.</exception>
    public static TBuilder VaryOnHeaders<TBuilder>(this TBuilder builder, params string[] names)
        where TBuilder : IEndpointConventionBuilder => builder.Say(new VaryOnHeadersAttribute(names));

    /// <summary>Adds <c>Cookie</c> to <c>Vary</c> (Django's <c>vary_on_cookie</c>), as <see cref="VaryOnCookieAttribute"/>.</summary>
    /// <typeparam name="TBuilder">The type of the endpoint builder.</typeparam>
    /// <param name="builder">The endpoint builder.</param>
    public static TBuilder VaryOnCookie<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.Say(new VaryOnCookieAttribute());

    private static TBuilder Say<TBuilder>(this TBuilder builder, IResponseHeadersMetadata metadata)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(endpoint => endpoint.Metadata.Add(metadata));
        builder.Finally(Install);
        return builder;
    }

    private static void Install(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is not { } inner || endpoint.Metadata.Contains(EndpointHeadersInstalled.Instance))
            return;
        endpoint.Metadata.Add(EndpointHeadersInstalled.Instance);
        endpoint.RequestDelegate = context =>
        {
            EndpointHeaders.Install(context);
            return inner(context);
        };
    }
}
