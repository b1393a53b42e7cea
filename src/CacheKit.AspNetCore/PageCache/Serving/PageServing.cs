using System.Globalization;
using CacheKit.AspNetCore.Bodies;
using CacheKit.AspNetCore.ConditionalRequests;
using CacheKit.AspNetCore.Headers;
using CacheKit.AspNetCore.PageCache.Entries;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CacheKit.AspNetCore.PageCache.Serving;

/// <summary>Sends a stored page: assigns what was made when it was stored, and writes once.</summary>
internal static class PageServing
{
    // hot path: no allocation but a number's text, and that only from 300 seconds on
    public static async ValueTask ServeAsync(HttpContext context, PageEntry page, PageCacheFeature feature, DateTimeOffset now)
    {
        var age = page.AgeAt(now);
        feature.Outcome = page.IsFreshAt(now) ? PageCacheOutcome.Hit : PageCacheOutcome.StaleHit;
        feature.Age = TimeSpan.FromSeconds(age);
        feature.Timeout = TimeSpan.FromMilliseconds(page.Timeout);

        // Parts of what we write may be parts of nothing by the time they reach the client.
        var isTakenOver = page.StatusCode == StatusCodes.Status200OK && OuterBody.IsTakenOver(context.Features);
        var inParts = page.HasParts && !isTakenOver;
        var answer = PageAnswer.To(context.Request, page, inParts, now);
        var response = context.Response;
        response.StatusCode = answer.Status;
        if (!SetHead(response.Headers, page, answer, isTakenOver, inParts))
            return;
        response.Headers.Age = age.ToString(CultureInfo.InvariantCulture);
        if (answer.Status == StatusCodes.Status304NotModified)
            return;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            response.ContentLength = page.ContentLength;
            // Compression shows what it would do with the body when the response starts.
            if (isTakenOver && page.Body.Length > 0)
                await response.StartAsync().ConfigureAwait(false);
            return;
        }

        // An empty page is not started by us: nor was it when it was made.
        if (page.Body.Length == 0)
            return;
        ReadOnlyMemory<byte> body = answer.Part.Length > 0 ? page.Body.AsMemory(answer.Part.From, answer.Part.Length) : page.Body;
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body).ConfigureAwait(false);
    }

    /// <summary>Sets the fields of an answer but <c>Age</c> and <c>Content-Length</c>.</summary>
    /// <returns>False when they are all that there is to say: it is no answer with the page.</returns>
    private static bool SetHead(IHeaderDictionary headers, PageEntry page, in PageAnswer answer, bool isTakenOver, bool inParts)
    {
        switch (answer.Status)
        {
            case StatusCodes.Status412PreconditionFailed:
                return false;
            case StatusCodes.Status416RangeNotSatisfiable:
                headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{page.Body.Length}");
                return false;
            case StatusCodes.Status304NotModified:
                SetFieldsOf304(headers, page);
                // A 200 is told so by whoever encodes its body; this has none.
                if (isTakenOver)
                    VaryPatch.Apply(headers, HeaderNames.AcceptEncoding);
                break;
            default:
                foreach (var (name, values) in page.Headers)
                    headers[name] = values;
                if (inParts)
                    headers.AcceptRanges = "bytes";
                break;
        }

        if (page.MadeETag is { } eTag)
            headers.ETag = isTakenOver ? page.WeakETag : eTag;
        if (answer.Part.Length > 0)
            headers.ContentRange = string.Create(
                CultureInfo.InvariantCulture, $"bytes {answer.Part.From}-{answer.Part.From + answer.Part.Length - 1}/{page.Body.Length}");
        return true;
    }

    /// <summary>What a 200 would have said of the page for caches (RFC 9110 §15.4.5).</summary>
    private static void SetFieldsOf304(IHeaderDictionary headers, PageEntry page)
    {
        foreach (var (name, values) in page.Headers)
        {
            if (NotModifiedFields.Include(name) || (page.Validators.ETag is null && name.Equals(HeaderNames.LastModified, StringComparison.OrdinalIgnoreCase)))
                headers[name] = values;
        }
    }
}
