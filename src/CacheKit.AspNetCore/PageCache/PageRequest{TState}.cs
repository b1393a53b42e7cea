using CacheKit.AspNetCore.Headers;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Policies;
using CacheKit.AspNetCore.PageCache.Stores;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>A request with what comes after the page cache: the next middleware, the rest of the filters, the endpoint.</summary>
internal sealed class PageRequest<TState>(
    PageCacheEngine engine,
    HttpContext context,
    PageCacheFeature feature,
    PagePolicy policy,
    in PageParts parts,
    in PageKey getKey,
    in FirstLook? first,
    TState state,
    Func<TState, HttpContext, Task> rest) : PageRequest(engine, context, feature, policy, parts, getKey, first)
{
    public override Task RunAsync()
    {
        EndpointHeaders.Install(Context);
        return rest(state, Context);
    }
}
