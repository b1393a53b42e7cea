using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>Removes the pages of URLs and tags: on demand, and of the URLs that a successful unsafe request has changed (RFC 9111 §4.4).</summary>
internal sealed class PageRemoval(PageGenerations generations, PageCatalog catalog, PageAddresses addresses, ILogger<PageRemoval> logger) : IPageCache
{
    public ValueTask RemoveAsync(string url, CancellationToken cancellationToken = default) =>
        RemoveAsync(addresses.Of(url, null), cancellationToken);

    public ValueTask RemoveAsync(string url, HttpContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return RemoveAsync(addresses.Of(url, context), cancellationToken);
    }

    public ValueTask RemoveByRouteAsync(string? routeName, RouteValueDictionary values, CancellationToken cancellationToken = default) =>
        RemoveAsync(addresses.OfRoute(routeName, values, null), cancellationToken);

    public ValueTask RemoveByRouteAsync(string? routeName, RouteValueDictionary values, HttpContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return RemoveAsync(addresses.OfRoute(routeName, values, context), cancellationToken);
    }

    public async ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default)
    {
        var name = PageTags.Check(tag, nameof(tag));
        try
        {
            await AllAsync(catalog.Places.Select(place => place.Store.RemoveTagAsync(name, place.KeyPrefix, cancellationToken))).ConfigureAwait(false);
        }
        finally
        {
            generations.End(PageGroup.OfTag(name));
        }
    }

    /// <summary>Whether a request of that method changes what its URL shows.</summary>
    public static bool IsUnsafe(string method) =>
        !(HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method)
            || HttpMethods.IsTrace(method) || HttpMethods.IsConnect(method) || HttpMethods.IsQuery(method));

    /// <summary>Runs an unsafe request and removes the pages of what it has changed, before its client hears of its success.</summary>
    public async Task RemoveAfterAsync<TState>(HttpContext context, TState state, Func<TState, HttpContext, Task> rest)
    {
        if (!context.Response.HasStarted)
            context.Response.OnStarting(() => RemoveChangedAsync(context));
        await rest(state, context).ConfigureAwait(false);
        // What was changed after the response had begun was not there yet when its first byte went out.
        if (context.Response.HasStarted)
            await RemoveChangedAsync(context).ConfigureAwait(false);
    }

    private async Task RemoveChangedAsync(HttpContext context)
    {
        if (context.Response.StatusCode is < 200 or >= 400)
            return;
        try
        {
            await RemoveAsync(rules => ChangedBy(context, rules), CancellationToken.None).ConfigureAwait(false);
        }
        catch (CacheBackendException exception)
        {
            // The request has done its work: a cache that fails does not undo it.
            PageLog.RemovalFailed(logger, exception, exception.Alias);
        }
    }

    private static IEnumerable<PageUrl> ChangedBy(HttpContext context, QueryRules? rules)
    {
        yield return PageUrl.Of(context, rules);
        var headers = context.Response.Headers;
        foreach (var named in new[] { headers.Location, headers.ContentLocation })
        {
            if (PageUrl.OfLocation(context, named, rules) is { } other)
                yield return other;
        }
    }

    /// <param name="urls">The URLs, as they are where so much of a query counts: a page is kept under what counts of its own.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    private async ValueTask RemoveAsync(Func<QueryRules?, IEnumerable<PageUrl>> urls, CancellationToken cancellationToken)
    {
        var removals = catalog.Places.SelectMany(place => urls(place.Query).Select(url => (Place: place, Url: url))).Distinct().ToArray();
        try
        {
            await AllAsync(removals.Select(removal => removal.Place.Store.RemoveAsync(removal.Url, removal.Place.KeyPrefix, cancellationToken))).ConfigureAwait(false);
        }
        finally
        {
            // Last: whoever comes from here on waits for no page that was begun before.
            foreach (var (_, url) in removals)
                generations.End(PageGroup.Of(url));
        }
    }

    // At once, and each to its end: a cache that fails keeps no other from losing its pages, and several that do not answer
    // hold the caller up no longer than one. The first failure is thrown.
    private static Task AllAsync(IEnumerable<ValueTask> removals) => Task.WhenAll(removals.Select(static removal => removal.AsTask()));
}
