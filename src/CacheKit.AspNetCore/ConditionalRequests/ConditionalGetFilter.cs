using CacheKit.AspNetCore.Filters;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CacheKit.AspNetCore.ConditionalRequests;

/// <summary>Makes <c>MapRazorPages().ConditionalGet(…)</c> work, whose endpoints are made anew for each page.</summary>
internal sealed class ConditionalGetFilter : IAsyncResourceFilter, IOrderedFilter
{
    public int Order => FilterOrder.BehindPageCache;

    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var http = context.HttpContext;
        if (http.GetEndpoint()?.Metadata.GetMetadata<ConditionalGetMetadata>() is not { } metadata || http.Features.Get<ConditionalGetServed>() is not null)
        {
            await next().ConfigureAwait(false);
            return;
        }

        var rest = new FilteredRest(next);
        await ConditionalGetEngine.InvokeAsync(http, metadata.Options, rest, static (rest, _) => rest.RunAsync()).ConfigureAwait(false);
        if (!rest.HasRun)
            context.Result = new EmptyResult();
    }
}
