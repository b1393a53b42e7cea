using CacheKit.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.Headers;

/// <summary>
/// Sets what an endpoint's metadata say of its responses when they start: after the endpoint has set its own headers, as
/// a decorator in Django would, and before the page cache looks at them.
/// </summary>
internal sealed class EndpointHeaders
{
    private readonly HttpContext _context;
    private readonly Endpoint? _endpoint;
    private readonly IReadOnlyList<IResponseHeadersMetadata> _all;

    private EndpointHeaders(HttpContext context, Endpoint? endpoint, IReadOnlyList<IResponseHeadersMetadata> all)
    {
        _context = context;
        _endpoint = endpoint;
        _all = all;
    }

    /// <summary>
    /// Sees to a request's response. Callbacks run in reverse order, so whoever looks at the headers calls this after it has
    /// registered its own; calling it again is harmless.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="own">An attribute that the endpoint may not know of: MVC without endpoint routing.</param>
    public static void Install(HttpContext context, IResponseHeadersMetadata? own = null)
    {
        var endpoint = context.GetEndpoint();
        var all = Of(endpoint);
        if (own is not null && !all.Contains(own))
            all = [.. all, own];
        if (all.Count > 0 && !context.Response.HasStarted)
            context.Response.OnStarting(static state => ((EndpointHeaders)state).OnStarting(), new EndpointHeaders(context, endpoint, all));
    }

    /// <summary>Sets now what would be set when the response starts, for who has to decide before.</summary>
    public static void Apply(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        new EndpointHeaders(context, endpoint, Of(endpoint)).Apply();
    }

    /// <summary>Whether an endpoint's metadata leave no response that a shared cache may keep.</summary>
    public static bool ForbidStoring(Endpoint endpoint)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        foreach (var metadata in Of(endpoint))
            metadata.Apply(headers, DateTimeOffset.UnixEpoch);
        return CacheControl.Read(headers.CacheControl).ForbidsStoring;
    }

    private static IReadOnlyList<IResponseHeadersMetadata> Of(Endpoint? endpoint) =>
        endpoint?.Metadata.GetOrderedMetadata<IResponseHeadersMetadata>() ?? [];

    private Task OnStarting()
    {
        // The innermost runs first; what the page cache says after it, or with a stored page, is not taken back by those around it.
        if (_context.Features.Get<EndpointHeaders>() is null
            && _context.Features.Get<IPageCacheFeature>() is not { Outcome: PageCacheOutcome.Hit or PageCacheOutcome.StaleHit })
        {
            _context.Features.Set(this);
            Apply();
        }

        return Task.CompletedTask;
    }

    private void Apply()
    {
        // An error is not the page that was spoken of, nor is what middleware outside shows in its place.
        if (_all.Count == 0 || _context.Response.StatusCode >= StatusCodes.Status500InternalServerError || _context.GetEndpoint() != _endpoint)
            return;
        var now = RequestTime.Now(_context);
        foreach (var metadata in _all)
            metadata.Apply(_context.Response.Headers, now);
    }
}
