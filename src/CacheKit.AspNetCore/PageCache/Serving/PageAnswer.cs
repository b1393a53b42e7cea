using CacheKit.AspNetCore.ConditionalRequests;
using CacheKit.AspNetCore.Http;
using CacheKit.AspNetCore.PageCache.Entries;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit.AspNetCore.PageCache.Serving;

/// <summary>How a request is answered with a stored page: as a whole, with a part of it, or with no more than a status.</summary>
/// <param name="Status">The answer's status.</param>
/// <param name="Part">The part, where it is one.</param>
internal readonly record struct PageAnswer(int Status, ByteRange Part)
{
    /// <summary>Finds the answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="page">The page.</param>
    /// <param name="inParts">Whether parts of it can be sent.</param>
    /// <param name="now">The time now.</param>
    // hot path
    public static PageAnswer To(HttpRequest request, PageEntry page, bool inParts, DateTimeOffset now)
    {
        var headers = request.Headers;
        // What a request asks of a page is not asked of an error (RFC 9110 §13.2.1).
        if (page.IsSuccess && Preconditions.AreIn(headers))
        {
            var result = new Preconditions(headers, now).Judge(request.Method, page.Validators);
            if (result == PreconditionResult.NotModified)
                return new(StatusCodes.Status304NotModified, default);
            if (result == PreconditionResult.Failed)
                return new(StatusCodes.Status412PreconditionFailed, default);
        }

        return inParts && headers.Range.Count > 0 && HttpMethods.IsGet(request.Method)
            ? ToRange(headers, page, now)
            : new(page.StatusCode, default);
    }

    private static PageAnswer ToRange(IHeaderDictionary headers, PageEntry page, DateTimeOffset now)
    {
        if (ByteRange.Read(headers.Range, page.Body.Length) is not { } part || !IsOfThisState(headers.IfRange, page, now))
            return new(page.StatusCode, default);
        return part.Length == 0
            ? new(StatusCodes.Status416RangeNotSatisfiable, default)
            : new(StatusCodes.Status206PartialContent, part);
    }

    /// <summary>Whether the rest that the client has is of this state of the page, byte for byte (RFC 9110 §13.1.5).</summary>
    private static bool IsOfThisState(StringValues ifRange, PageEntry page, DateTimeOffset now)
    {
        if (ifRange.Count == 0)
            return true;
        var current = page.Validators;
        // A date says nothing of what changed within its second (§8.8.2.2).
        if (HttpDate.TryRead(ifRange, now, out var date))
            return current.LastModified == date && date.AddSeconds(1) <= DateTimeOffset.FromUnixTimeMilliseconds(page.StoredAt);
        return ifRange is [{ } text] && EntityTagHeaderValue.TryParse(text, out var tag)
            && current.ETag is not null && current.ETag.Compare(tag, useStrongComparison: true);
    }
}
