using CacheKit.AspNetCore.Filters;
using CacheKit.AspNetCore.PageCache;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CacheKit.AspNetCore.CachePage;

/// <summary>Takes the requests of controllers and Razor Pages through the page cache.</summary>
/// <param name="engine">The page cache.</param>
/// <param name="own">The attribute that the filter was made for; null for the one that every action has.</param>
internal sealed class CachePageFilter(PageCacheEngine engine, ICachePageMetadata? own) : IAsyncResourceFilter, IOrderedFilter
{
    public int Order => FilterOrder.PageCache;

    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var http = context.HttpContext;
        var endpoint = http.GetEndpoint();
        var policy = own is not null && endpoint?.Metadata.GetMetadata<ICachePageMetadata>() is null
            ? engine.Policies.For(own)
            : engine.Policies.For(endpoint, siteWide: false);
        var rest = new FilteredRest(next);
        await engine.InvokeAsync(http, policy, rest, static (rest, _) => rest.RunAsync()).ConfigureAwait(false);
        // Answered from the cache: a result keeps the rest from running, and this one adds nothing.
        if (!rest.HasRun)
            context.Result = new EmptyResult();
        rest.Settle();
    }
}
