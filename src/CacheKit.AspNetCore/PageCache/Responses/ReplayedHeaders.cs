using System.Buffers;
using System.Collections.Frozen;
using CacheKit.AspNetCore.Bodies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.PageCache.Responses;

/// <summary>Which fields of a response are kept with a page and sent again, byte for byte.</summary>
internal static class ReplayedHeaders
{
    public const int MaximumCount = 256;
    public const int MaximumNameLength = 256;
    public const int MaximumValueLength = 32 * 1024;

    // Of one connection (RFC 9110 §7.6.1), of one request, or made anew for each answer.
    private static readonly FrozenSet<string> _never = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "Set-Cookie", "Age", "Content-Length",
        "traceparent", "tracestate", "Request-Id", "X-Request-Id", "Server-Timing");

    private static readonly SearchValues<char> _nameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Whether fields of that name may be kept at all.</summary>
    public static bool MayBeKept(string name) =>
        !_never.Contains(name) && !name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a server would send that name; another would turn a hit into an error or worse.</summary>
    public static bool IsName(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaximumNameLength && !name.ContainsAnyExcept(_nameCharacters);

    /// <summary>Whether a server would send that value: no line end, no control character, ASCII.</summary>
    public static bool IsValue(ReadOnlySpan<char> value)
    {
        if (value.Length > MaximumValueLength)
            return false;
        foreach (var c in value)
        {
            if (c is (< ' ' and not '\t') or > '~')
                return false;
        }

        return true;
    }

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
            if (values.Count == 0 || BodyFields.Describes(name) || !MayBeKept(name) || IsNamed(connection, name))
                continue;
            kept.Add(new(name, values));
        }

        ofBody.AddTo(kept);
        return kept.Count <= MaximumCount && kept.TrueForAll(static field => CanBeSent(field.Key, field.Value)) ? [.. kept] : null;
    }

    private static bool CanBeSent(string name, StringValues values)
    {
        if (!IsName(name))
            return false;
        foreach (var value in values)
        {
            if (!IsValue(value))
                return false;
        }

        return true;
    }

    private static bool IsNamed(StringValues connection, string name)
    {
        foreach (var line in connection)
        {
            foreach (var part in line.AsSpan().Split(','))
            {
                if (line.AsSpan()[part].Trim(" \t").Equals(name, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }
}
