using System.Runtime.CompilerServices;
using CacheKit.AspNetCore.Diagnostics;
using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Marks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.PageCache.Stores;

/// <summary>Looks for stored pages on behalf of requests, and takes none that is not what its request wants.</summary>
internal sealed class PageFinder(StalePages stale, PageGenerations generations, TimeProvider time, ILogger<PageFinder> logger)
{
    /// <summary>
    /// Looks for a page in a cache of another process, before it is known whether it has to be made. Who asks for the same
    /// meanwhile shares the trip. It is not cancelled with its request, so that those go on: it ends within the limit of the
    /// cache's calls.
    /// </summary>
    // hot path
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<FirstLook?> LookAsync(RemotePageStore store, PageKey key, PageGroups groups, string keyPrefix, IHeaderDictionary headers)
    {
        var variant = store.Guess(key, headers);
        var landings = store.Landings;
        var (copied, cacheFailed) = await store.FindCopyAsync(variant, groups.Tags, generations.Removals).ConfigureAwait(false);
        return copied is not null || cacheFailed
            ? new FirstLook(copied, landings)
            : await ShareLookAsync(store, key, variant, groups, keyPrefix, headers).ConfigureAwait(false);
    }

    /// <summary>Looks for a page that the request takes; null when the cache failed.</summary>
    public async Task<PageLookup?> FindAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var store = request.Policy.Store;
        if (!store.MayAsk())
            return null;
        try
        {
            var lookup = await FindAsync(request, request.GetKey, cancellationToken).ConfigureAwait(false);
            request.Feature.WasLookedFor = true;
            return request.IsHead && !(lookup.Page is { } page && stale.MayServe(page))
                ? await FindOfHeadAsync(request, lookup, cancellationToken).ConfigureAwait(false)
                : lookup;
        }
        catch (Exception exception) when (!IsCancelled(exception, cancellationToken))
        {
            PageLog.CacheFailed(logger, exception, store.Alias, "find");
            return null;
        }
    }

    /// <summary>Takes what was found for what it is worth to the request; null where the cache failed.</summary>
    public PageLookup? Choose(PageRequest request, PageLookup? lookup) => lookup is { } found ? Choose(request, found) : null;

    public static bool IsCancelled(Exception exception, CancellationToken cancellationToken) =>
        exception is OperationCanceledException && cancellationToken.IsCancellationRequested;

    private async ValueTask<FirstLook> ShareLookAsync(
        RemotePageStore store, PageKey key, PageKey variant, PageGroups groups, string keyPrefix, IHeaderDictionary headers)
    {
        var (removals, landings) = (generations.Removals, store.Landings);
        if (store.Looks.Join(variant, removals, groups.Tags) is { } joined)
        {
            var shared = await joined.ConfigureAwait(false);
            // Else it varies by more than was known when that look began.
            return shared.Lookup is null || shared.Lookup.Value.Key == variant
                ? shared
                : new(await TryFindAsync(store, key, groups, keyPrefix, headers).ConfigureAwait(false), landings);
        }

        var found = new FirstLook(null, landings);
        if (!store.MayAsk())
            return found;
        var look = store.Looks.Begin(variant, removals, groups.Tags);
        try
        {
            return found = found with { Lookup = await TryFindAsync(store, key, groups, keyPrefix, headers).ConfigureAwait(false) };
        }
        finally
        {
            store.Looks.End(variant, look, found);
        }
    }

    private async ValueTask<PageLookup?> TryFindAsync(PageStore store, PageKey key, PageGroups groups, string keyPrefix, IHeaderDictionary headers)
    {
        try
        {
            return await store.FindAsync(key, groups, keyPrefix, headers, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            PageLog.CacheFailed(logger, exception, store.Alias, "find");
            return null;
        }
    }

    /// <summary>
    /// Looks for an earlier answer to a HEAD. A HEAD makes no page of a GET anew, so that one which is stale would have the
    /// application asked each time; it stays what is sent if that fails.
    /// </summary>
    private async Task<PageLookup> FindOfHeadAsync(PageRequest request, PageLookup ofGet, CancellationToken cancellationToken)
    {
        var own = await FindAsync(request, request.Key, cancellationToken).ConfigureAwait(false);
        return ofGet.Page is null || (own.Page is { } page && stale.MayServe(page)) ? own : own with { Page = ofGet.Page };
    }

    private async Task<PageLookup> FindAsync(PageRequest request, PageKey key, CancellationToken cancellationToken) => Choose(
        request,
        await request.Policy.Store.FindAsync(
            key, request.Groups, request.Policy.KeyPrefix, request.Context.Request.Headers, cancellationToken).ConfigureAwait(false));

    // What is not fresh enough is as good as not there.
    private PageLookup Choose(PageRequest request, PageLookup lookup)
    {
        if (lookup.Page is not { } page)
            return lookup;
        var now = time.GetUtcNow();
        // Caches keep some entries a little longer than they were told.
        if (page.IsOfUseAt(now) && request.Freshness.Accepts(page, now))
            return lookup;
        request.Feature.PassedStoredPageBy = page.IsOfUseAt(now);
        return lookup with { Page = null };
    }
}
