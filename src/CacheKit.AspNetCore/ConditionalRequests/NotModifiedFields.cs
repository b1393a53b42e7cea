using System.Collections.Frozen;

namespace CacheKit.AspNetCore.ConditionalRequests;

/// <summary>Which fields of a page its 304 repeats (RFC 9110 §15.4.5).</summary>
internal static class NotModifiedFields
{
    private static readonly FrozenSet<string> _names = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "Cache-Control", "Content-Location", "Date", "ETag", "Expires", "Vary");

    public static bool Include(string name) => _names.Contains(name);
}
