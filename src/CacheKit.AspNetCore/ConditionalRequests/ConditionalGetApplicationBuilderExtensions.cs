using CacheKit.AspNetCore.ConditionalRequests;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Answers conditional requests for pages that are made anew each time.</summary>
public static class ConditionalGetApplicationBuilderExtensions
{
    /// <summary>
    /// Gives GET responses of status 200 that have none an <c>ETag</c>, and answers requests whose conditions the response meets
    /// with 304, or does not meet with 412 (Django's <c>ConditionalGetMiddleware</c>, RFC 9110 §13). Place it behind response
    /// compression and the page cache, which answers conditions for its own pages.
    /// </summary>
    /// <remarks>
    /// A page is held back until it is complete, up to 256 KiB; longer ones, those that flush, those with
    /// <c>Cache-Control: no-store</c> and event streams are given no tag and go out as they are.
    /// </remarks>
    /// <param name="app">The application.</param>
    public static IApplicationBuilder UseConditionalGet(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.Use(static next => context => ConditionalGetEngine.InvokeAsync(context, options: null, next, static (next, context) => next(context)));
    }
}
