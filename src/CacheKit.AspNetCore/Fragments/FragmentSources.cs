using System.Globalization;
using CacheKit.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.Fragments;

/// <summary>What a fragment says it takes from its request: the user, and what is named there.</summary>
internal sealed class FragmentSources
{
    private readonly List<(FragmentRequestKind Kind, string Name)> _names = [];

    private FragmentSources(bool user) => User = user;

    public bool User { get; }

    /// <summary>The headers that the fragment depends on, cookies among them.</summary>
    public IEnumerable<string> Headers => _names
        .Where(static source => source.Kind is FragmentRequestKind.Header or FragmentRequestKind.Cookie)
        .Select(static source => source.Kind == FragmentRequestKind.Header ? source.Name : "Cookie");

    /// <summary>The query parameters that the fragment depends on.</summary>
    public IEnumerable<string> Query => _names.Where(static source => source.Kind == FragmentRequestKind.Query).Select(static source => source.Name);

    /// <summary>Reads the attributes <c>vary-by-…</c>, lists of names.</summary>
    /// <exception cref="FormatException">A name is none; the message says which.</exception>
    public static FragmentSources Read(bool user, string? route, string? query, string? header, string? cookie)
    {
        var sources = new FragmentSources(user);
        sources.Add(FragmentRequestKind.Route, route);
        sources.Add(FragmentRequestKind.Query, query);
        sources.Add(FragmentRequestKind.Header, header);
        sources.Add(FragmentRequestKind.Cookie, cookie);
        return sources;
    }

    /// <summary>What the request has of what is named.</summary>
    /// <exception cref="FormatException">A route value has no text that identifies it.</exception>
    public IReadOnlyList<FragmentRequestValue> ValuesOf(ViewContext view) =>
        _names.Count == 0 ? [] : [.. _names.Select(source => FragmentRequestValue.Of(source.Kind, source.Name, ValueOf(view, source.Kind, source.Name)))];

    /// <summary>The first attribute that this has and another lacks; null when the other depends on all that this does.</summary>
    public string? FirstBeyond(FragmentSources other)
    {
        if (User && !other.User)
            return "vary-by-user";
        foreach (var (kind, name) in _names)
        {
            if (!other.Names(kind, name))
                return $"{AttributeOf(kind)}=\"{name}\"";
        }

        return null;
    }

    private void Add(FragmentRequestKind kind, string? names)
    {
        foreach (var name in (names ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (name.Contains('*', StringComparison.Ordinal))
                throw new FormatException($"{AttributeOf(kind)} has '{name}'; it takes names, separated by commas, and no patterns");
            if (kind == FragmentRequestKind.Header && !HeaderSyntax.IsName(name))
                throw new FormatException($"{AttributeOf(kind)} has '{name}', which cannot be the name of a header; it takes names, separated by commas");
            if (!Names(kind, name))
                _names.Add((kind, name));
        }
    }

    private bool Names(FragmentRequestKind kind, string name) =>
        _names.Exists(source => source.Kind == kind && source.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static StringValues ValueOf(ViewContext view, FragmentRequestKind kind, string name)
    {
        var request = view.HttpContext.Request;
        return kind switch
        {
            FragmentRequestKind.Cookie => new(request.Cookies[name]),
            FragmentRequestKind.Header => request.Headers[name],
            FragmentRequestKind.Query => request.Query[name],
            _ => new(TextOf(name, view.RouteData.Values[name])),
        };
    }

    private static string? TextOf(string name, object? routeValue) => routeValue switch
    {
        null => null,
        string text => text,
        IConvertible or IFormattable => Convert.ToString(routeValue, CultureInfo.InvariantCulture),
        _ => throw new FormatException($"vary-by-route has '{name}', whose value is a {routeValue.GetType()} and cannot be told from others; put what identifies it into vary-by"),
    };

    private static string AttributeOf(FragmentRequestKind kind) => kind switch
    {
        FragmentRequestKind.Cookie => "vary-by-cookie",
        FragmentRequestKind.Header => "vary-by-header",
        FragmentRequestKind.Query => "vary-by-query",
        _ => "vary-by-route",
    };
}
