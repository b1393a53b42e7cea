using CacheKit.AspNetCore.SiteCache;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>Removes the pages of URLs and tags: on demand, and of the URLs that a successful unsafe request has changed (RFC 9111 §4.4).</summary>
internal sealed class PageRemoval(PageGenerations generations, PageCatalog catalog, SiteCacheSettings settings, ILogger<PageRemoval> logger) : IPageCache
{
    public ValueTask RemoveAsync(string url, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(url);
        // On Unix a path would pass for an absolute file URL.
        if (!url.StartsWith('/'))
        {
            return PageUrl.OfAbsolute(url, null) is null
                ? throw new ArgumentException($"'{url}' is neither an http or https URL nor a path that begins with '/'.", nameof(url))
                : RemoveAsync(rules => [PageUrl.OfAbsolute(url, rules)!.Value], cancellationToken);
        }

        if (settings.Hosts.Count == 0)
            throw new ArgumentException($"'{url}' has no host, and SiteCache:Hosts names none: give an absolute URL, or name the site's hosts there.", nameof(url));
        return RemoveAsync(rules => settings.Hosts.Select(host => PageUrl.Of(host, url, rules)), cancellationToken);
    }

    public async ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default)
    {
        var name = PageTags.Check(tag, nameof(tag));
        try
        {
            foreach (var place in catalog.Places)
                await place.Store.RemoveTagAsync(name, place.KeyPrefix, cancellationToken).ConfigureAwait(false);
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
        string? location = context.Response.Headers.Location;
        try
        {
            await RemoveAsync(
                rules => PageUrl.OfLocation(context, location, rules) is { } named ? [PageUrl.Of(context, rules), named] : [PageUrl.Of(context, rules)],
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (CacheBackendException exception)
        {
            // The request has done its work: a cache that fails does not undo it.
            PageLog.RemovalFailed(logger, exception, exception.Alias);
        }
    }

    /// <param name="urls">The URLs, as they are where so much of a query counts: a page is kept under what counts of its own.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    private async ValueTask RemoveAsync(Func<QueryRules?, IEnumerable<PageUrl>> urls, CancellationToken cancellationToken)
    {
        var removals = catalog.Places.SelectMany(place => urls(place.Query).Select(url => (Place: place, Url: url))).Distinct().ToArray();
        try
        {
            foreach (var (place, url) in removals)
                await place.Store.RemoveAsync(url, place.KeyPrefix, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Last: whoever comes from here on waits for no page that was begun before.
            foreach (var (_, url) in removals)
                generations.End(PageGroup.Of(url));
        }
    }
}
