using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit.AspNetCore.PageCache.Serving;

/// <summary>The part of a body that a request asks for (RFC 9110 §14.1.2).</summary>
/// <param name="From">Where it begins.</param>
/// <param name="Length">How many bytes it has; none when it lies behind the end.</param>
internal readonly record struct ByteRange(int From, int Length)
{
    /// <summary>Reads a request's <c>Range</c>.</summary>
    /// <param name="field">The field.</param>
    /// <param name="total">The body's length, which is not zero.</param>
    /// <returns>Null when it is to be ignored: no range of bytes, or several.</returns>
    public static ByteRange? Read(StringValues field, int total)
    {
        if (field is not [{ } text] || !RangeHeaderValue.TryParse(text, out var header)
            || header.Ranges.Count != 1 || !header.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase))
            return null;
        var range = header.Ranges.Single();
        // Without a beginning it is the number of bytes at the end.
        if (range.From is not { } from)
            return range.To is { } last ? Of(Math.Max(0, total - last), total - 1, total) : null;
        return Of(from, range.To ?? long.MaxValue, total);
    }

    private static ByteRange Of(long from, long to, int total) =>
        from < total ? new((int)from, (int)(Math.Min(to, total - 1) - from + 1)) : default;
}
