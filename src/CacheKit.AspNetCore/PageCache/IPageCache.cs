using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CacheKit;

/// <summary>
/// The pages of this application in its caches. Comes from dependency injection after <c>AddPages</c>. A removal takes every
/// page of a URL or with a tag, whatever its scheme, method, culture and varying headers, from every cache and under every key prefix
/// that <c>SiteCache</c> or an endpoint names; a page that is being made meanwhile is not kept.
/// </summary>
public interface IPageCache
{
    /// <summary>Removes the pages of a URL.</summary>
    /// <param name="url">
    /// An absolute URL, or a path with its query, as clients send it: on each of <c>SiteCache:Hosts</c>, or where there are
    /// none on the host of the current request, if the application has <c>AddHttpContextAccessor</c>. Upper and lower case
    /// of the path, escapes and a last slash make no difference.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">It is not an http or https URL, or it is a path and nothing names a host.</exception>
    /// <exception cref="CacheBackendException">A backend failed.</exception>
    ValueTask RemoveAsync(string url, CancellationToken cancellationToken = default);

    /// <summary>Removes every page with a tag. What that costs does not depend on how many pages there are.</summary>
    /// <param name="tag">
    /// A tag as <c>[CachePage(…, Tags = …)]</c>, <c>.CachePage(…)</c> or <c>HttpContext.AddPageTags</c> gives it to pages.
    /// Upper and lower case make no difference.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">It is empty, longer than 256 characters, or has a <c>*</c>: there are no wildcards.</exception>
    /// <exception cref="CacheBackendException">A backend failed.</exception>
    ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default);

    /// <summary>Removes the pages of a URL, within a request.</summary>
    /// <param name="url">
    /// An absolute URL, or a path with its query, as clients send it: on each of <c>SiteCache:Hosts</c>, or where there are
    /// none on the host of the request.
    /// </param>
    /// <param name="context">The request.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">It is not an http or https URL, nor a path.</exception>
    /// <exception cref="CacheBackendException">A backend failed.</exception>
    ValueTask RemoveAsync(string url, HttpContext context, CancellationToken cancellationToken = default);

    /// <summary>Removes the pages of the URL that a route makes of values, on the hosts that a path would be removed on.</summary>
    /// <param name="routeName">
    /// The name of an endpoint (<c>WithName</c>, or <c>Name</c> of a route attribute); null where the values say which it is:
    /// <c>controller</c> and <c>action</c>, or <c>page</c>.
    /// </param>
    /// <param name="values">The route's values; further ones make the query.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">No route takes these values, or nothing names a host.</exception>
    /// <exception cref="CacheBackendException">A backend failed.</exception>
    ValueTask RemoveByRouteAsync(string? routeName, RouteValueDictionary values, CancellationToken cancellationToken = default);

    /// <summary>Removes the pages of the URL that a route makes of values, within a request.</summary>
    /// <param name="routeName">The name of an endpoint; null where the values say which it is.</param>
    /// <param name="values">The route's values; further ones make the query.</param>
    /// <param name="context">The request: it names the host where <c>SiteCache:Hosts</c> is empty, and the base path.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">No route takes these values.</exception>
    /// <exception cref="CacheBackendException">A backend failed.</exception>
    ValueTask RemoveByRouteAsync(string? routeName, RouteValueDictionary values, HttpContext context, CancellationToken cancellationToken = default);
}
