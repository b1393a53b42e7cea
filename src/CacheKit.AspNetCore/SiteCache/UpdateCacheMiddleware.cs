using CacheKit.AspNetCore.PageCache;
using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Making;
using CacheKit.AspNetCore.PageCache.Policies;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.SiteCache;

/// <summary>The outer half of the pair: stores what the middleware between the halves has made of a page.</summary>
internal sealed class UpdateCacheMiddleware(RequestDelegate next, PageCacheEngine engine)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var method = context.Request.Method;
        if (context.Features.Get<IPageCacheFeature>() is not null)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        var policies = engine.Policies;
        var feature = engine.Claim(context, policies.Site);
        var isOtherMethod = !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method);
        if (isOtherMethod || context.Response.HasStarted)
        {
            feature.Outcome = isOtherMethod ? PageCacheOutcome.Method : PageCacheOutcome.HasStarted;
            await engine.PassAsync(
                context, policies.For(context.GetEndpoint(), siteWide: true), feature, next, static (next, context) => next(context)).ConfigureAwait(false);
            return;
        }

        await WatchAsync(context, policies, feature).ConfigureAwait(false);
    }

    private async Task WatchAsync(HttpContext context, PagePolicies policies, PageCacheFeature feature)
    {
        var making = PageMaking.Begin(engine.Workshop, policies.Site, context, feature, wanted: null);
        var pair = new PagePair(making, policies, feature);
        context.Features.Set(pair);
        if (await MakeAsync(context, pair).ConfigureAwait(false) is { } standIn)
        {
            await engine.ServeAsync(context, standIn, feature).ConfigureAwait(false);
            return;
        }

        await making.ReleaseAsync().ConfigureAwait(false);
        // Something between the halves has answered.
        if (feature.Outcome == PageCacheOutcome.Undecided && !making.IsPutOff)
            feature.Outcome = PageCacheOutcome.NotAsked;
        if (feature.Outcome is not (PageCacheOutcome.Hit or PageCacheOutcome.StaleHit) && !making.IsPutOff)
            engine.Note(context, feature);
        making.Failure?.Throw();
    }

    /// <summary>Runs what is between and behind the halves, and stores the page.</summary>
    /// <returns>The stale page that is to be sent instead.</returns>
    private async Task<PageEntry?> MakeAsync(HttpContext context, PagePair pair)
    {
        var (making, _, feature) = pair;
        Exception? failure = null;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        try
        {
            if (pair.Request is { } request && await engine.Maker.StandInAsync(request, making, failure, wanted: null).ConfigureAwait(false) is { } standIn)
                return standIn;
            if (failure is not null)
                making.Fail(failure);
            else if (await making.CompleteAsync().ConfigureAwait(false) is { } page)
                await engine.Workshop.StoreAsync(pair.Target!, page, feature).ConfigureAwait(false);
            if (pair.Target is { } target && making is { IsRefused: true })
                await engine.Workshop.GiveUpAsync(target, making).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            making.Fail(exception);
        }
        finally
        {
            if (pair.Remakes is { } old)
                engine.Stale.End(old);
        }

        return null;
    }
}
