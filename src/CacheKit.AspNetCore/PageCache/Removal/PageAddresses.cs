using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.SiteCache;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.AspNetCore.PageCache.Removal;

/// <summary>
/// Which URLs a caller means who names a URL, a path or a route: as they are where so much of a query counts, since a page is
/// kept under what counts of its own.
/// </summary>
internal sealed class PageAddresses(SiteCacheSettings settings, IServiceProvider services)
{
    // Ours to use where the application has it; we do not add it, since it costs every request something.
    private readonly IHttpContextAccessor? _accessor = services.GetService<IHttpContextAccessor>();

    /// <param name="url">An absolute URL, or a path.</param>
    /// <param name="context">The request that it is named in; null where the caller gives none.</param>
    /// <exception cref="ArgumentException">It is neither, or a path whose hosts nobody names.</exception>
    public Func<QueryRules?, IEnumerable<PageUrl>> Of(string url, HttpContext? context)
    {
        ArgumentException.ThrowIfNullOrEmpty(url);
        // On Unix a path would pass for an absolute file URL.
        if (url.StartsWith('/'))
            return OnEveryHost(url, context ?? _accessor?.HttpContext, nameof(url));
        return PageUrl.OfAbsolute(url, null) is null
            ? throw new ArgumentException($"'{url}' is neither an http or https URL nor a path that begins with '/'.", nameof(url))
            : rules => [PageUrl.OfAbsolute(url, rules)!.Value];
    }

    /// <param name="routeName">The route's name; null where the values alone tell which route it is.</param>
    /// <param name="values">Its values.</param>
    /// <param name="context">The request that it is named in; null where the caller gives none.</param>
    /// <exception cref="ArgumentException">No route fits, or nobody names a host.</exception>
    public Func<QueryRules?, IEnumerable<PageUrl>> OfRoute(string? routeName, RouteValueDictionary values, HttpContext? context)
    {
        ArgumentNullException.ThrowIfNull(values);
        context ??= _accessor?.HttpContext;
        var links = services.GetService<LinkGenerator>();
        // Without the request's own values: what is not given must not be guessed from where the caller stands.
        var path = links?.GetPathByRouteValues(routeName, values, context?.Request.PathBase ?? default);
        if (path is null)
            throw new ArgumentException($"No route {(routeName is null ? "" : $"named '{routeName}' ")}takes the values {Describe(values)}: give the name of an endpoint (WithName, or Name of a route attribute) and each of its parameters.", nameof(routeName));
        return OnEveryHost(path, context, nameof(routeName));
    }

    private Func<QueryRules?, IEnumerable<PageUrl>> OnEveryHost(string path, HttpContext? context, string parameter)
    {
        IReadOnlyList<string> hosts = settings.Hosts.Count == 0 && context is not null ? [context.Request.Headers.Host.ToString()] : settings.Hosts;
        if (hosts.Count == 0)
            throw new ArgumentException($"'{path}' has no host, and SiteCache:Hosts names none: give an absolute URL or the HttpContext of a request to the site, or name the site's hosts there.", parameter);
        return rules => hosts.Select(host => PageUrl.Of(host, path, rules));
    }

    private static string Describe(RouteValueDictionary values) =>
        values.Count == 0 ? "(none)" : string.Join(", ", values.Select(static value => $"{value.Key} = '{value.Value}'"));
}
