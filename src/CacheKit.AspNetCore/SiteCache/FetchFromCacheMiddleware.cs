using CacheKit.AspNetCore.PageCache;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;

namespace CacheKit.AspNetCore.SiteCache;

/// <summary>The inner half of the pair: answers from the cache, or tells the outer half what to store.</summary>
internal sealed class FetchFromCacheMiddleware(RequestDelegate next, PageCacheEngine engine)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<PagePair>() is { Target: null, Making.IsRefused: false } pair ? FetchAsync(context, pair) : next(context);

    private async Task FetchAsync(HttpContext context, PagePair pair)
    {
        var policy = engine.Policies.For(context.GetEndpoint(), siteWide: true);
        var refusal = await engine.JudgeAsync(context, policy).ConfigureAwait(false);
        if (refusal != PageCacheOutcome.Undecided)
        {
            pair.Making.Refuse(refusal);
            await next(context).ConfigureAwait(false);
            return;
        }

        var request = new PageRequest<RequestDelegate>(
            engine, context, pair.Feature, policy, context.Features.Get<IRequestCultureFeature>(), null, next, static (next, context) => next(context));
        if (request.Groups is null)
        {
            pair.Making.Refuse(PageCacheOutcome.Tags);
            await next(context).ConfigureAwait(false);
            return;
        }

        var lookup = await engine.FindAsync(request, context.RequestAborted).ConfigureAwait(false);
        if (lookup is { Page: { } page })
        {
            pair.Making.StandAside();
            await engine.ServeAsync(context, page, pair.Feature).ConfigureAwait(false);
            return;
        }

        await MissAsync(request, lookup, pair).ConfigureAwait(false);
    }

    private async Task MissAsync(PageRequest request, PageLookup? lookup, PagePair pair)
    {
        var refusal = RequestWishes.Read(request.Context.Request.Headers).Refusal;
        if (refusal != PageCacheOutcome.Undecided)
            pair.Making.Refuse(refusal);
        else if (lookup is { } found && await engine.TargetAsync(request, found, request.Context.RequestAborted).ConfigureAwait(false) is { } target)
            pair.Making.KeepAs(pair.Target = target);
        else
            pair.Making.Refuse(PageCacheOutcome.CacheFailed);

        if (refusal == PageCacheOutcome.OnlyIfCached)
            request.Context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        else
            await request.RunAsync().ConfigureAwait(false);
    }
}
