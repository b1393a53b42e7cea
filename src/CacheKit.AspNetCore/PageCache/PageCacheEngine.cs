using CacheKit.AspNetCore.Diagnostics;
using CacheKit.AspNetCore.Headers;
using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Making;
using CacheKit.AspNetCore.PageCache.Marks;
using CacheKit.AspNetCore.PageCache.Policies;
using CacheKit.AspNetCore.PageCache.Removal;
using CacheKit.AspNetCore.PageCache.Requests;
using CacheKit.AspNetCore.PageCache.Serving;
using CacheKit.AspNetCore.PageCache.Stores;
using CacheKit.AspNetCore.PageCache.Watching;
using CacheKit.AspNetCore.SiteCache;
using CacheKit.AspNetCore.Users;
using CacheKit.Concurrency;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>
/// Answers requests with stored pages and stores the pages that are made. The site cache, <c>[CachePage]</c> and
/// <c>.CachePage()</c> all come here; whoever comes first for a request acts, the others let it pass.
/// </summary>
internal sealed class PageCacheEngine(
    CurrentPolicies policies,
    RequestRules rules,
    PageWorkshop workshop,
    PageFinder finder,
    PageMaker maker,
    PageRemoval removal,
    UncacheablePages uncacheable,
    StalePages stale,
    PageGenerations generations,
    ILogger<PageCacheEngine> logger)
{
    /// <summary>How often a request that waited for a page which is not its own waits again, before it makes its own.</summary>
    private const int MaximumFlights = 3;

    private readonly SingleFlight _flights = new();

    /// <summary>How the pages of each endpoint are kept now. Whoever needs it twice for one request keeps it meanwhile.</summary>
    public PagePolicies Policies => policies.Now;

    public PageWorkshop Workshop => workshop;

    public PageFinder Finder => finder;

    public PageMaker Maker => maker;

    public StalePages Stale => stale;

    /// <summary>Deals with a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="policy">How its pages are kept.</param>
    /// <param name="state">What <paramref name="rest"/> needs.</param>
    /// <param name="rest">What comes after the page cache.</param>
    // hot path
    public async Task InvokeAsync<TState>(HttpContext context, PagePolicy policy, TState state, Func<TState, HttpContext, Task> rest)
    {
        if (context.Features.Get<IPageCacheFeature>() is not null)
        {
            await rest(state, context).ConfigureAwait(false);
            return;
        }

        var feature = Claim(context, policy.Site);
        feature.Outcome = await JudgeAsync(context, policy, feature).ConfigureAwait(false);
        if (feature.Outcome != PageCacheOutcome.Undecided)
        {
            await PassAsync(context, policy, feature, state, rest).ConfigureAwait(false);
            return;
        }

        var parts = PageParts.Of(context, policy, feature);
        var key = PageKey.Of(context, HttpMethods.Get, policy.KeyPrefix, parts, policy.Query);
        var alone = PageCacheOutcome.Undecided;
        FirstLook? first = null;
        if (policy.Store.IsInThisProcess)
        {
            try
            {
                first = new(
                    await policy.Store.FindAsync(key, null, policy.KeyPrefix, context.Request.Headers, CancellationToken.None).ConfigureAwait(false), default);
            }
            catch (Exception exception)
            {
                PageLog.CacheFailed(logger, exception, policy.Store.Alias, "find");
            }
        }
        else if ((alone = WhyNobodyElses(context, policy.Store.Guess(key, context.Request.Headers))) == PageCacheOutcome.Undecided)
            first = await LookAsync(context, policy, key).ConfigureAwait(false);
        if (first?.Lookup is { } lookup)
        {
            feature.WasLookedFor = true;
            if (lookup.Page is { } page && workshop.Time.GetUtcNow() is var now && page.IsFreshAt(now) && IsFreshEnough(context, policy, page, now))
            {
                if (!policy.Store.IsInThisProcess)
                    uncacheable.Remove(lookup.Key);
                await ServeAsync(context, page, feature, now).ConfigureAwait(false);
                return;
            }

            if (policy.Store.IsInThisProcess && lookup.Page is null)
                alone = WhyNobodyElses(context, lookup.Key);
        }

        feature.Outcome = alone;
        await (alone == PageCacheOutcome.Undecided
            ? ShowAfterMissAsync(new PageRequest<TState>(this, context, feature, policy, parts, key, first, state, rest))
            : PassAsync(context, policy, feature, state, rest)).ConfigureAwait(false);
    }

    /// <summary>Takes a request for this pass through the page cache: whoever of ours comes later lets it be.</summary>
    public PageCacheFeature Claim(HttpContext context, SiteCacheSettings site)
    {
        var feature = new PageCacheFeature();
        context.Features.Set<IPageCacheFeature>(feature);
        if (site.CacheStatus)
            CacheStatusHeader.Attach(context, feature, workshop.Time);
        return feature;
    }

    /// <summary>Whether a request may be answered with a stored page.</summary>
    public ValueTask<PageCacheOutcome> JudgeAsync(HttpContext context, PagePolicy policy, PageCacheFeature feature)
    {
        var method = context.Request.Method;
        return HttpMethods.IsGet(method) || HttpMethods.IsHead(method)
            ? rules.JudgeAsync(context, policy, feature)
            : new(PageCacheOutcome.Method);
    }

    /// <summary>Lets a request pass that the cache has nothing to do with, but for what it changes.</summary>
    public async Task PassAsync<TState>(HttpContext context, PagePolicy policy, PageCacheFeature feature, TState state, Func<TState, HttpContext, Task> rest)
    {
        Note(context, feature);
        EndpointHeaders.Install(context);
        if (feature.Outcome == PageCacheOutcome.Method && policy.Refusal != PageCacheOutcome.LeftAlone && PageRemoval.IsUnsafe(context.Request.Method))
            await removal.RemoveAfterAsync(context, state, rest).ConfigureAwait(false);
        else
            await FollowAsync(context, feature, state, rest).ConfigureAwait(false);
    }

    /// <summary>Runs what comes after the page cache, and looks whether somebody there knows a user whom we did not.</summary>
    public Task FollowAsync<TState>(HttpContext context, PageCacheFeature feature, TState state, Func<TState, HttpContext, Task> rest) =>
        feature.Outcome is PageCacheOutcome.PrivateCookie or PageCacheOutcome.AuthorizationHeader && !RequestUser.IsAuthenticated(context)
            ? new OrderWatch(context, workshop.Order).FollowAsync(state, rest)
            : rest(state, context);

    public ValueTask ServeAsync(HttpContext context, PageEntry page, PageCacheFeature feature) =>
        ServeAsync(context, page, feature, workshop.Time.GetUtcNow());

    public void Note(HttpContext context, PageCacheFeature feature)
    {
        workshop.Count(feature);
        if (feature.Outcome != PageCacheOutcome.Stored)
            PageLog.NotCached(logger, feature.Outcome, context.Request.Method, context.Request.Path.Value);
    }

    private ValueTask ServeAsync(HttpContext context, PageEntry page, PageCacheFeature feature, DateTimeOffset now)
    {
        feature.Served = page;
        var serving = PageServing.ServeAsync(context, page, feature, now);
        workshop.Count(feature);
        return serving;
    }

    private async Task ShowAfterMissAsync(PageRequest request)
    {
        try
        {
            await MissAsync(request).ConfigureAwait(false);
        }
        finally
        {
            // Whoever is outside sees the request as it came, also when it has ended before its page was begun.
            request.ShowConditions();
        }
    }

    private async Task MissAsync(PageRequest request)
    {
        if (request.Groups is null)
        {
            request.Feature.Outcome = PageCacheOutcome.Tags;
            Note(request.Context, request.Feature);
            await request.RunAsync().ConfigureAwait(false);
            return;
        }

        var wishes = RequestWishes.Read(request.Context.Request.Headers);
        for (var flight = 0; !wishes.GoAlone && !request.Freshness.GoesAlone && flight < MaximumFlights; flight++)
        {
            if (uncacheable.Contains(request.Variant))
                break;
            // Where a look costs next to nothing: a page may have been stored between that look and the flight.
            if (request.Policy.Store.IsInThisProcess)
                request.TakeFirst();
            var shared = await FlyAsync(request).ConfigureAwait(false);
            if (shared is null)
                return;
            // That was before it has waited.
            request.TakeFirst();
            if (shared.Page is { } page && request.IsAskedForBy(page) && !page.IsRemoved && request.Freshness.Accepts(page, workshop.Time.GetUtcNow()))
            {
                await AnswerAsync(request, page).ConfigureAwait(false);
                return;
            }

            if ((shared.Page?.Vary ?? shared.Vary) is not { } vary)
                break;
            // It varies by more than was known: the same URL, another page.
            request.Variant = request.Key.Variant(vary, request.Context.Request.Headers, request.Policy.Store.Encodings);
        }

        await AloneAsync(request, wishes).ConfigureAwait(false);
    }

    /// <summary>Serves a page; if it is stale, and nobody else does it, this request makes it anew.</summary>
    private async Task AnswerAsync(PageRequest request, PageEntry page)
    {
        // A HEAD makes no page for others.
        if (request.IsHead || request.Making is not null || !stale.TryBegin(page))
            await ServeAsync(request.Context, page, request.Feature).ConfigureAwait(false);
        else
            await RemakeAsync(request, page).ConfigureAwait(false);
    }

    /// <summary>Makes a page anew that others are served meanwhile: whoever of them leaves, the new one is wanted.</summary>
    private async Task RemakeAsync(PageRequest request, PageEntry old)
    {
        PageFlight own;
        try
        {
            // Somebody may have done it since this request has looked.
            var lookup = await finder.FindAsync(request, CancellationToken.None).ConfigureAwait(false);
            request.HideConditions();
            own = lookup is { Page: { } page } && page.IsFreshAt(workshop.Time.GetUtcNow())
                ? new PageFlight(page, WasFound: true)
                : await maker.MakeAsync(request, lookup, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            stale.End(old);
        }

        await FinishAsync(request, own).ConfigureAwait(false);
    }

    /// <summary>Looks for the page and makes it, or waits for the request that does.</summary>
    /// <returns>What another request has come to; null when this request did the work and has been answered.</returns>
    private async Task<PageFlight?> FlyAsync(PageRequest request)
    {
        try
        {
            var flight = await _flights.RunAsync(
                request.FlightKey(generations),
                request,
                static (request, wanted) => new ValueTask<PageFlight>(request.Engine.LeadAsync(request, wanted)),
                request.Context.RequestAborted).ConfigureAwait(false);
            if (!flight.Led)
                return flight.Value;
        }
        catch (OperationCanceledException) when (request.Work is not null)
        {
            // The client has left, and the flight did not wait; but the application still works on this request.
        }

        var own = await request.Work!.ConfigureAwait(false);
        if (own.Vary is not null)
        {
            request.Work = null;
            return own;
        }

        await FinishAsync(request, own).ConfigureAwait(false);
        return null;
    }

    /// <summary>Does the work that others wait for; they are let go as soon as the page turns out to be nobody else's.</summary>
    private async Task<PageFlight> LeadAsync(PageRequest request, CancellationToken wanted)
    {
        var notShared = request.Share();
        request.Policy.Store.NoteDeparture(request.GetKey);
        // It may go on for long from there: a stream without an end, a client that reads slowly.
        var work = request.Work = FindOrMakeAsync(request, wanted);
        try
        {
            return work.IsCompleted || await Task.WhenAny(work, notShared).ConfigureAwait(false) == work
                ? await work.ConfigureAwait(false)
                : PageFlight.Unshared;
        }
        finally
        {
            // Before the next flight to the page can begin.
            request.Policy.Store.NoteLanding(request.GetKey);
        }
    }

    /// <summary>Answers a request whose response is nobody else's.</summary>
    private async Task AloneAsync(PageRequest request, RequestWishes wishes)
    {
        var lookup = request.TakeFirst() is { } first
            ? finder.Choose(request, first.Lookup)
            : await finder.FindAsync(request, request.Context.RequestAborted).ConfigureAwait(false);
        if (lookup is { Page: { } page } && (stale.MayServe(page) || request.Freshness.TakesStale))
        {
            // Somebody has stored it after all, perhaps another process.
            uncacheable.Remove(request.Variant);
            await ServeAsync(request.Context, page, request.Feature).ConfigureAwait(false);
            return;
        }

        var refusal = wishes.Refusal;
        if (refusal == PageCacheOutcome.Undecided)
        {
            await FinishAsync(request, await maker.MakeAsync(request, lookup, wanted: null).ConfigureAwait(false)).ConfigureAwait(false);
            return;
        }

        request.Feature.Outcome = refusal;
        Note(request.Context, request.Feature);
        if (refusal == PageCacheOutcome.OnlyIfCached)
            request.Context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        else
            await request.RunAsync().ConfigureAwait(false);
    }

    private async Task<PageFlight> FindOrMakeAsync(PageRequest request, CancellationToken wanted)
    {
        // What a flight has stored that ended since that look was not there yet.
        var lookup = request.TakeFirst() is { } first && first.Landings == request.Policy.Store.Landings
            ? finder.Choose(request, first.Lookup)
            : await finder.FindAsync(request, wanted).ConfigureAwait(false);
        if (lookup is { Page: { } page } && stale.MayServe(page))
            return new PageFlight(page, WasFound: true);
        if (!request.IsHead && lookup is { } known && known.Key != request.Variant)
            return new PageFlight(null, WasFound: false, known.Vary);
        request.HideConditions();
        return await maker.MakeAsync(request, lookup, wanted).ConfigureAwait(false);
    }

    /// <summary>Why the response is known so well to be this request's alone that nobody need look at it; undecided when it is not.</summary>
    private PageCacheOutcome WhyNobodyElses(HttpContext context, PageKey variant) =>
        HttpMethods.IsGet(context.Request.Method) && uncacheable.IsSettled(variant, out var reason) && !RequestWishes.Read(context.Request.Headers).GoAlone
            ? reason
            : PageCacheOutcome.Undecided;

    /// <summary>
    /// Looks into a cache of another process before it is known whether a page has to be made; null where no page can be
    /// kept, or where it is being made already and the request waits for that.
    /// </summary>
    private ValueTask<FirstLook?> LookAsync(HttpContext context, PagePolicy policy, PageKey key)
    {
        if (policy.Store is not RemotePageStore store || store.IsBeingMade(key) || PageTags.Of(policy.Tags, context.Request.RouteValues) is not { } tags)
            return default;
        return finder.LookAsync(store, key, new PageGroups(context, policy.Query, tags), policy.KeyPrefix, context.Request.Headers);
    }

    private static bool IsFreshEnough(HttpContext context, PagePolicy policy, PageEntry page, DateTimeOffset now) =>
        !policy.Site.HonourRequestDirectives || RequestFreshness.Read(context.Request.Headers).Accepts(page, now);

    /// <summary>Ends the request that did the work: serves what it found, or sees its own page off.</summary>
    private async Task FinishAsync(PageRequest request, PageFlight own)
    {
        request.ShowConditions();
        if (own is { WasFound: true, Page: { } page })
        {
            await AnswerAsync(request, page).ConfigureAwait(false);
            return;
        }

        if (request.Making is not { } making)
        {
            request.Feature.Outcome = PageCacheOutcome.CacheFailed;
            Note(request.Context, request.Feature);
            await request.RunAsync().ConfigureAwait(false);
            return;
        }

        try
        {
            await making.ReleaseAsync().ConfigureAwait(false);
        }
        finally
        {
            if (!making.IsPutOff)
                Note(request.Context, request.Feature);
        }

        making.Failure?.Throw();
    }
}
