using CacheKit.AspNetCore.ConditionalRequests;
using CacheKit.AspNetCore.Filters;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CacheKit;

/// <summary>
/// Answers conditional requests for the pages of a controller, an action or a Razor Page that are made anew each time (Django's
/// <c>conditional_page</c>): a page without an <c>ETag</c> is given one, and a client that has it is told so with 304 (RFC 9110 §13).
/// </summary>
/// <remarks>
/// The page is held back until it is complete, up to 256 KiB; longer ones, those that flush, and event streams go out as they
/// are. On other endpoints use <c>.ConditionalGet()</c> or <c>app.UseConditionalGet()</c>.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class ConditionalGetAttribute : Attribute, IAsyncResourceFilter, IOrderedFilter
{
    int IOrderedFilter.Order => FilterOrder.BehindPageCache;

    Task IAsyncResourceFilter.OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next) =>
        ConditionalGetEngine.InvokeAsync(context.HttpContext, options: null, new FilteredRest(next), static (rest, _) => rest.RunAsync());
}
