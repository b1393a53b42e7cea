using System.Collections.Frozen;
using CacheKit.AspNetCore.Bodies;
using CacheKit.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.PageCache.Responses;

/// <summary>Which fields of a response are kept with a page and sent again, byte for byte.</summary>
internal static class ReplayedHeaders
{
    public const int MaximumCount = 256;

    // Of one connection (RFC 9110 §7.6.1), of one request, or made anew for each answer.
    private static readonly FrozenSet<string> _never = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "Set-Cookie", "Age", "Content-Length",
        "traceparent", "tracestate", "Request-Id", "X-Request-Id", "Server-Timing");

    /// <summary>Whether fields of that name may be kept at all.</summary>
    public static bool MayBeKept(string name) =>
        !_never.Contains(name) && !name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase);

    /// <summary>Copies the fields to keep.</summary>
    /// <param name="headers">The response's headers.</param>
    /// <param name="ofBody">The fields that describe the body as it was copied: they stand for those of the same names.</param>
    /// <returns>Null when one of them could not be sent again.</returns>
    public static KeyValuePair<string, StringValues>[]? Copy(IHeaderDictionary headers, in BodyFields ofBody)
    {
        var connection = headers.Connection;
        var kept = new List<KeyValuePair<string, StringValues>>(headers.Count);
        foreach (var (name, values) in headers)
        {
            if (values.Count == 0 || BodyFields.Describes(name) || !MayBeKept(name) || HeaderList.Names(connection, name))
                continue;
            kept.Add(new(name, values));
        }

        ofBody.AddTo(kept);
        return kept.Count <= MaximumCount && kept.TrueForAll(static field => CanBeSent(field.Key, field.Value)) ? [.. kept] : null;
    }

    private static bool CanBeSent(string name, StringValues values)
    {
        if (!HeaderSyntax.IsName(name))
            return false;
        foreach (var value in values)
        {
            if (!HeaderSyntax.IsValue(value))
                return false;
        }

        return true;
    }
}
