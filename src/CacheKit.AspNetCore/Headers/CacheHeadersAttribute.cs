using CacheKit.AspNetCore.Filters;
using CacheKit.AspNetCore.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CacheKit;

/// <summary>
/// What the attributes have in common that say something in the headers of responses. On controllers and Razor Pages they
/// work by themselves, on other endpoints with any middleware of the page cache, or as an endpoint extension of the same
/// name. Everything that applies to an endpoint is said, what is nearest to it last; errors (5xx) are left as they are.
/// </summary>
public abstract class CacheHeadersAttribute : Attribute, IResourceFilter, IOrderedFilter, IResponseHeadersMetadata
{
    private protected CacheHeadersAttribute()
    {
    }

    int IOrderedFilter.Order => FilterOrder.BehindPageCache;

    void IResourceFilter.OnResourceExecuting(ResourceExecutingContext context) => EndpointHeaders.Install(context.HttpContext, this);

    void IResourceFilter.OnResourceExecuted(ResourceExecutedContext context)
    {
    }

    void IResponseHeadersMetadata.Apply(IHeaderDictionary headers, DateTimeOffset now) => Apply(headers, now);

    private protected abstract void Apply(IHeaderDictionary headers, DateTimeOffset now);
}
