using CacheKit.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit.AspNetCore.ConditionalRequests;

/// <summary>The conditions that a request makes, judged in the order of RFC 9110 §13.2.2. The page cache and conditional GET share them.</summary>
/// <param name="request">The request's headers.</param>
/// <param name="now">The time now, which tells the century of a date with two digits for its year.</param>
internal readonly struct Preconditions(IHeaderDictionary request, DateTimeOffset now)
{
    private readonly StringValues _ifMatch = request.IfMatch;
    private readonly StringValues _ifUnmodifiedSince = request.IfUnmodifiedSince;
    private readonly StringValues _ifNoneMatch = request.IfNoneMatch;
    private readonly StringValues _ifModifiedSince = request.IfModifiedSince;
    private readonly DateTimeOffset _now = now;

    /// <summary>Whether a request makes any.</summary>
    // hot path
    public static bool AreIn(IHeaderDictionary request) =>
        request.IfNoneMatch.Count + request.IfModifiedSince.Count + request.IfMatch.Count + request.IfUnmodifiedSince.Count > 0;

    /// <summary>Judges them.</summary>
    /// <param name="method">The request's method: only GET and HEAD can be answered with 304.</param>
    /// <param name="current">The state that the page is in. It must be one that would be answered with 2xx (§13.2.1).</param>
    public PreconditionResult Judge(string method, Validators current)
    {
        if (_ifMatch.Count > 0)
        {
            if (!Names(_ifMatch, current.ETag, strongly: true))
                return PreconditionResult.Failed;
        }
        else if (TryReadDate(_ifUnmodifiedSince, out var unmodifiedSince) && current.LastModified > unmodifiedSince)
        {
            return PreconditionResult.Failed;
        }

        var isRead = HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
        if (_ifNoneMatch.Count > 0)
        {
            if (!Names(_ifNoneMatch, current.ETag, strongly: false))
                return PreconditionResult.Met;
            return isRead ? PreconditionResult.NotModified : PreconditionResult.Failed;
        }

        return isRead && TryReadDate(_ifModifiedSince, out var modifiedSince) && current.LastModified <= modifiedSince
            ? PreconditionResult.NotModified
            : PreconditionResult.Met;
    }

    /// <summary>
    /// Whether a field names a state. What is no list names nothing: the page goes out, or the change is refused. A page
    /// without a tag is never the one that a client has already, so <c>*</c> stands for it in <c>If-Match</c> only.
    /// </summary>
    private static bool Names(StringValues field, EntityTagHeaderValue? current, bool strongly)
    {
        if (!EntityTagHeaderValue.TryParseList(field, out var tags))
            return false;
        foreach (var tag in tags)
        {
            if (Validators.IsAny(tag) ? strongly || current is not null : current is not null && current.Compare(tag, strongly))
                return true;
        }

        return false;
    }

    // One date in a format of RFC 9110: several, or what is none, counts as no condition (§13.1.3, §13.1.4).
    private bool TryReadDate(StringValues field, out DateTimeOffset date) => HttpDate.TryRead(field, _now, out date);
}
