using System.Runtime.ExceptionServices;
using CacheKit.AspNetCore.Diagnostics;
using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Policies;
using CacheKit.AspNetCore.PageCache.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.PageCache.Removal;

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
        var failures = await AllAsync(
            catalog.Places, place => place.Store.RemoveTagAsync(name, place.KeyPrefix, cancellationToken), static place => place.Store).ConfigureAwait(false);
        generations.End(PageGroup.OfTag(name));
        ThrowFirst(failures);
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
        // The request has done its work: a cache that fails, whatever it throws, does not undo it.
        var failures = await TryRemoveAsync(rules => ChangedBy(context, rules), CancellationToken.None).ConfigureAwait(false);
        Tell(failures.DistinctBy(static failure => failure.Store.Alias));
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

    private async ValueTask RemoveAsync(Func<QueryRules?, IEnumerable<PageUrl>> urls, CancellationToken cancellationToken) =>
        ThrowFirst(await TryRemoveAsync(urls, cancellationToken).ConfigureAwait(false));

    /// <param name="urls">The URLs, as they are where so much of a query counts: a page is kept under what counts of its own.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    private async Task<(PageStore Store, Exception Exception)[]> TryRemoveAsync(
        Func<QueryRules?, IEnumerable<PageUrl>> urls, CancellationToken cancellationToken)
    {
        var removals = catalog.Places.SelectMany(place => urls(place.Query).Select(url => (Place: place, Url: url))).Distinct().ToArray();
        var failures = await AllAsync(
            removals, removal => removal.Place.Store.RemoveAsync(removal.Url, removal.Place.KeyPrefix, cancellationToken),
            static removal => removal.Place.Store).ConfigureAwait(false);
        // Last: whoever comes from here on waits for no page that was begun before.
        foreach (var (_, url) in removals)
            generations.End(PageGroup.Of(url));
        return failures;
    }

    // At once, and each to its end: a cache that fails keeps no other from losing its pages, and several that do not answer
    // hold the caller up no longer than one.
    private static async Task<(PageStore Store, Exception Exception)[]> AllAsync<T>(
        IEnumerable<T> removals, Func<T, ValueTask> remove, Func<T, PageStore> storeOf)
    {
        var ended = await Task.WhenAll(removals.Select(TryAsync)).ConfigureAwait(false);
        return [.. ended.OfType<(PageStore, Exception)>()];

        async Task<(PageStore, Exception)?> TryAsync(T removal)
        {
            try
            {
                await remove(removal).ConfigureAwait(false);
                return null;
            }
            catch (Exception exception)
            {
                return (storeOf(removal), exception);
            }
        }
    }

    // The caller is told of one cache that failed; of the others nobody else would say anything.
    private void ThrowFirst((PageStore Store, Exception Exception)[] failures)
    {
        if (failures.Length == 0)
            return;
        Tell(failures.DistinctBy(static failure => failure.Store.Alias).Skip(1).Where(static failure => failure.Exception is not OperationCanceledException));
        ExceptionDispatchInfo.Throw(failures[0].Exception);
    }

    private void Tell(IEnumerable<(PageStore Store, Exception Exception)> failures)
    {
        foreach (var (store, exception) in failures)
        {
            if (store.Remembers)
                PageLog.RemovalPutOff(logger, exception, store.Alias);
            else
                PageLog.RemovalFailed(logger, exception, store.Alias);
        }
    }
}
