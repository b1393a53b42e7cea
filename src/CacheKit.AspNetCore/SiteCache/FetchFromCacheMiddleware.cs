using CacheKit.AspNetCore.Headers;
using CacheKit.AspNetCore.PageCache;
using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Making;
using CacheKit.AspNetCore.PageCache.Requests;
using CacheKit.AspNetCore.PageCache.Stores;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.SiteCache;

/// <summary>The inner half of the pair: answers from the cache, or tells the outer half what to store.</summary>
internal sealed class FetchFromCacheMiddleware(RequestDelegate next, PageCacheEngine engine)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<PagePair>() is { Target: null, Making.IsRefused: false } pair ? FetchAsync(context, pair) : next(context);

    private async Task FetchAsync(HttpContext context, PagePair pair)
    {
        var policy = pair.Policies.For(context.GetEndpoint(), siteWide: true);
        // Filters run behind us, and the outer half has taken the request: nobody else can serve it.
        var refusal = policy.IsJudgedByFilters
            ? PageCacheOutcome.RequiresAuthorization
            : await engine.JudgeAsync(context, policy, pair.Feature).ConfigureAwait(false);
        if (refusal != PageCacheOutcome.Undecided)
        {
            pair.Feature.Outcome = refusal;
            pair.Making.Refuse(refusal);
            EndpointHeaders.Install(context);
            await engine.FollowAsync(context, pair.Feature, next, static (next, context) => next(context)).ConfigureAwait(false);
            return;
        }

        var parts = PageParts.Of(context, policy, pair.Feature);
        var key = PageKey.Of(context, HttpMethods.Get, policy.KeyPrefix, parts, policy.Query);
        var request = new PageRequest<RequestDelegate>(
            engine, context, pair.Feature, policy, parts, key, first: null, next, static (next, context) => next(context));
        if (request.Groups is null)
        {
            pair.Making.Refuse(PageCacheOutcome.Tags);
            await request.RunAsync().ConfigureAwait(false);
            return;
        }

        var lookup = await engine.Finder.FindAsync(request, context.RequestAborted).ConfigureAwait(false);
        if (lookup is { Page: { } page } && (engine.Stale.MayServe(page) || request.Freshness.TakesStale) && !IsRemade(request, page, pair))
        {
            pair.Making.StandAside();
            await engine.ServeAsync(context, page, pair.Feature).ConfigureAwait(false);
            return;
        }

        try
        {
            await MissAsync(request, lookup, pair).ConfigureAwait(false);
        }
        finally
        {
            request.ShowConditions();
        }
    }

    /// <summary>Whether this request is the one to make a stale page anew.</summary>
    private bool IsRemade(PageRequest request, PageEntry page, PagePair pair)
    {
        if (request.IsHead || request.Freshness.GoesAlone || RequestWishes.Read(request.Context.Request.Headers).GoAlone || !engine.Stale.TryBegin(page))
            return false;
        pair.Remakes = page;
        // The whole page is wanted, by others too.
        request.HideConditions();
        return true;
    }

    private async Task MissAsync(PageRequest request, PageLookup? lookup, PagePair pair)
    {
        var refusal = RequestWishes.Read(request.Context.Request.Headers).Refusal;
        if (refusal != PageCacheOutcome.Undecided)
            pair.Making.Refuse(refusal);
        else if (lookup is { } found && await engine.Maker.TargetAsync(request, found, wanted: null).ConfigureAwait(false) is { } target)
            Begin(request, pair, target, found.Page);
        else
            pair.Making.Refuse(PageCacheOutcome.CacheFailed);

        if (refusal == PageCacheOutcome.OnlyIfCached)
            request.Context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        else
            await request.RunAsync().ConfigureAwait(false);
    }

    private static void Begin(PageRequest request, PagePair pair, PageTarget target, PageEntry? old)
    {
        pair.Request = request;
        pair.Making.KeepAs(pair.Target = target);
        pair.Making.StandIn = old is null ? null : new PageStandIn(request.Context, old);
    }
}
