using CacheKit.AspNetCore.Bodies;
using CacheKit.AspNetCore.Headers;
using CacheKit.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace CacheKit.AspNetCore.ConditionalRequests;

/// <summary>Answers conditional requests for pages that are made anew each time; middleware, attribute and extension come here.</summary>
internal static class ConditionalGetEngine
{
    /// <summary>Deals with a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="options">How the page's state is known before it is made; null where it is not.</param>
    /// <param name="state">What <paramref name="rest"/> needs.</param>
    /// <param name="rest">What makes the page.</param>
    public static async Task InvokeAsync<TState>(HttpContext context, ConditionalGetOptions? options, TState state, Func<TState, HttpContext, Task> rest)
    {
        if (options is not null && await IsAnsweredAsync(context, options).ConfigureAwait(false))
            return;
        var method = context.Request.Method;
        var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        if ((!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method)) || inner is ConditionalBody)
        {
            await rest(state, context).ConfigureAwait(false);
            return;
        }

        var body = new ConditionalBody(context, inner, RequestTime.Now(context));
        context.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await rest(state, context).ConfigureAwait(false);
            await body.FinishAsync().ConfigureAwait(false);
        }
        finally
        {
            if (ReferenceEquals(context.Features.Get<IHttpResponseBodyFeature>(), body))
                context.Features.Set(inner);
        }
    }

    /// <summary>Takes away what says something of a page that is not sent.</summary>
    public static void TurnInto(HttpContext context, int status)
    {
        var headers = context.Response.Headers;
        context.Response.StatusCode = status;
        headers.ContentLength = null;
        headers.ContentType = default;
        headers.ContentEncoding = default;
        headers.ContentLanguage = default;
        headers.ContentDisposition = default;
        headers.ContentRange = default;
        headers.AcceptRanges = default;
        if (status == StatusCodes.Status304NotModified)
        {
            if (headers.ETag.Count > 0)
                headers.LastModified = default;
            if (OuterBody.IsTakenOver(context.Features))
                VaryPatch.Apply(headers, HeaderNames.AcceptEncoding);
            return;
        }

        headers.ContentLocation = default;
        headers.CacheControl = default;
        headers.Expires = default;
        headers.ETag = default;
        headers.LastModified = default;
    }

    private static async ValueTask<bool> IsAnsweredAsync(HttpContext context, ConditionalGetOptions options)
    {
        var eTag = options.ETag is { } getETag ? Quote(await getETag(context).ConfigureAwait(false), context) : null;
        var changed = options.LastModified is { } getLastModified ? await getLastModified(context).ConfigureAwait(false) : null;
        if (eTag is null && changed is null)
            return false;
        var lastModified = changed is { } date ? HeaderUtilities.FormatDate(date) : null;
        var (request, response) = (context.Request, context.Response);
        var now = RequestTime.Now(context);
        var result = Preconditions.AreIn(request.Headers)
            ? new Preconditions(request.Headers, now).Judge(request.Method, Validators.Read(eTag, lastModified, now))
            : PreconditionResult.Met;
        if (result == PreconditionResult.Failed)
        {
            response.StatusCode = StatusCodes.Status412PreconditionFailed;
            return true;
        }

        // A change makes another state than the one that was asked for.
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            response.Headers.ETag = eTag;
            response.Headers.LastModified = lastModified;
        }

        if (result == PreconditionResult.Met)
            return false;
        EndpointHeaders.Install(context);
        TurnInto(context, StatusCodes.Status304NotModified);
        return true;
    }

    private static string? Quote(string? eTag, HttpContext context)
    {
        if (eTag is null)
            return null;
        var quoted = eTag.StartsWith('"') || eTag.StartsWith("W/\"", StringComparison.Ordinal) ? eTag : $"\"{eTag}\"";
        return HeaderSyntax.IsValue(quoted) && EntityTagHeaderValue.TryParse(quoted, out _)
            ? quoted
            : throw new InvalidOperationException($"The ETag that .ConditionalGet() was given for {context.GetEndpoint()?.DisplayName} cannot be sent: expected visible ASCII characters without spaces and quotes, as of a hash or a version.");
    }
}
