using CacheKit.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit.AspNetCore.ConditionalRequests;

/// <summary>What tells one state of a page from another (RFC 9110 §8.8).</summary>
/// <param name="ETag">The entity tag; null when there is none, or one that is not built as the RFC says.</param>
/// <param name="LastModified">When the page was changed; null when nobody says, or not in a way that can be read.</param>
internal sealed record Validators(EntityTagHeaderValue? ETag, DateTimeOffset? LastModified)
{
    public static Validators Of(IHeaderDictionary response, DateTimeOffset now) => Read(response.ETag, response.LastModified, now);

    /// <param name="eTag">The field <c>ETag</c>.</param>
    /// <param name="lastModified">The field <c>Last-Modified</c>.</param>
    /// <param name="now">When they were sent.</param>
    public static Validators Read(StringValues eTag, StringValues lastModified, DateTimeOffset now) => new(
        eTag is [{ } tag] && EntityTagHeaderValue.TryParse(tag, out var parsed) && !IsAny(parsed) ? parsed : null,
        HttpDate.TryRead(lastModified, now, out var changed) ? changed : null);

    /// <summary>Whether it is the <c>*</c> of a request, which names no state.</summary>
    public static bool IsAny(EntityTagHeaderValue tag) => tag.Tag.Equals("*", StringComparison.Ordinal);
}
