using CacheKit.AspNetCore.Fragments;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

/// <summary>
/// What a request brought for a fragment that says <c>vary-by-route</c>, <c>vary-by-query</c>, <c>vary-by-header</c> or
/// <c>vary-by-cookie</c>: names it in <see cref="CacheFragment.Key"/> and <see cref="IFragmentCache.RemoveAsync"/>. The
/// case of names does not matter, as in a request; that of values does.
/// </summary>
public sealed class FragmentRequestValue
{
    private FragmentRequestValue(FragmentRequestKind kind, string name, StringValues values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Kind = kind;
        // Names that are one to the framework's collections have the same upper case.
        Name = name.ToUpperInvariant();
        Values = values;
    }

    internal FragmentRequestKind Kind { get; }

    internal string Name { get; }

    /// <summary>None for what the request did not bring: that is not an empty text.</summary>
    internal StringValues Values { get; }

    /// <summary>A route value (<c>vary-by-route</c>).</summary>
    /// <param name="name">The route parameter's name.</param>
    /// <param name="value">Its text; null where the route had none.</param>
    public static FragmentRequestValue Route(string name, string? value) => new(FragmentRequestKind.Route, name, Optional(value));

    /// <summary>A query parameter (<c>vary-by-query</c>).</summary>
    /// <param name="name">The parameter's name.</param>
    /// <param name="values">Its values, decoded, in their order; none where the query did not have it.</param>
    public static FragmentRequestValue Query(string name, params string[] values) => new(FragmentRequestKind.Query, name, Several(values));

    /// <summary>A request header (<c>vary-by-header</c>).</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="values">Its lines; none where the request did not have it.</param>
    public static FragmentRequestValue Header(string name, params string[] values) => new(FragmentRequestKind.Header, name, Several(values));

    /// <summary>A cookie (<c>vary-by-cookie</c>).</summary>
    /// <param name="name">The cookie's name.</param>
    /// <param name="value">Its value, decoded; null where the request did not have it.</param>
    public static FragmentRequestValue Cookie(string name, string? value) => new(FragmentRequestKind.Cookie, name, Optional(value));

    internal static FragmentRequestValue Of(FragmentRequestKind kind, string name, StringValues values) => new(kind, name, values);

    // A StringValues of a null text counts none.
    private static StringValues Optional(string? value) => new(value);

    private static StringValues Several(string[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new(values);
    }
}
