using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>
/// While a page is made, the request is aborted when nobody wants the page any more, not when the client that happened
/// to be first leaves; and an application that aborts the connection has not made a whole page.
/// </summary>
internal sealed class PageLifetimeFeature(IHttpRequestLifetimeFeature inner, CancellationToken wanted) : IHttpRequestLifetimeFeature
{
    public IHttpRequestLifetimeFeature Inner => inner;

    public CancellationToken RequestAborted { get; set; } = wanted;

    /// <summary>Whether the application has aborted the connection itself.</summary>
    public bool WasAborted { get; private set; }

    public void Abort()
    {
        WasAborted = true;
        inner.Abort();
    }
}
