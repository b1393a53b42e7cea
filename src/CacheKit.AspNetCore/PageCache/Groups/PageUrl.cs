using CacheKit.AspNetCore.PageCache.Keys;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache.Groups;

/// <summary>
/// A URL as removal sees it: without scheme, method and what a page varies by, and in one spelling. Two URLs that an
/// application may take for one must give the same text here; that two which it tells apart do so too only costs a
/// page that is made anew.
/// </summary>
/// <param name="Text">Host, path and query.</param>
internal readonly record struct PageUrl(string Text)
{
    /// <param name="context">A request.</param>
    /// <param name="rules">What counts of the query; null for all of it.</param>
    public static PageUrl Of(HttpContext context, QueryRules? rules) => Of(PageUrlSource.Of(context), rules);

    /// <param name="source">What a request says.</param>
    /// <param name="rules">What counts of the query; null for all of it.</param>
    public static PageUrl Of(PageUrlSource source, QueryRules? rules) => Of(source.Host, source.Target, rules);

    /// <param name="host">Host and port, as in a request.</param>
    /// <param name="target">Path and query, or an absolute URL, of which they are taken.</param>
    /// <param name="rules">What counts of the query; null for all of it.</param>
    public static PageUrl Of(string? host, string target, QueryRules? rules)
    {
        var rest = PathAndQuery(target);
        var question = rest.IndexOf('?');
        var path = question < 0 ? rest : rest[..question];
        var query = question < 0 ? default : rest[question..];
        if (rules is not null)
            query = rules.Apply(query.ToString());
        return new PageUrl(string.Concat(HostName(host), Path(path), Uri.UnescapeDataString(query)));
    }

    /// <summary>The URL that <c>Location</c> or <c>Content-Location</c> of a response names, if it is on the request's own host.</summary>
    public static PageUrl? OfLocation(HttpContext context, string? location, QueryRules? rules)
    {
        var request = context.Request;
        if (string.IsNullOrEmpty(location)
            || !Uri.TryCreate($"{request.Scheme}://{HostOf(request)}{request.PathBase.ToUriComponent()}{request.Path.ToUriComponent()}", UriKind.Absolute, out var here)
            || !Uri.TryCreate(here, location, out var there)
            || !IsWeb(there))
            return null;
        return HostName(HostOf(there)) == HostName(HostOf(request)) ? Of(there, rules) : null;
    }

    /// <summary>The URL that an absolute one names; null when it is none of http or https.</summary>
    public static PageUrl? OfAbsolute(string url, QueryRules? rules) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && IsWeb(uri) ? Of(uri, rules) : null;

    private static PageUrl Of(Uri uri, QueryRules? rules) => Of(HostOf(uri), uri.PathAndQuery, rules);

    // As it was sent: Request.Host has letters where the header has "xn--".
    private static string HostOf(HttpRequest request) => request.Headers.Host.ToString();

    // As a request carries it: IdnHost is what browsers send, but leaves the brackets of an IPv6 address out.
    private static string HostOf(Uri uri) =>
        (uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost) + (uri.IsDefaultPort ? "" : $":{uri.Port}");

    private static bool IsWeb(Uri uri) => uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps;

    private static ReadOnlySpan<char> PathAndQuery(string target)
    {
        var rest = target.AsSpan();
        if (!target.StartsWith('/') && target.IndexOf("://", StringComparison.Ordinal) is var scheme and > 0)
        {
            rest = rest[(scheme + 3)..];
            var start = rest.IndexOfAny('/', '?');
            rest = start < 0 ? "/" : rest[start..];
        }

        var fragment = rest.IndexOf('#');
        return fragment < 0 ? rest : rest[..fragment];
    }

    // Pages of both schemes go, so both default ports are none.
    private static string HostName(string? host)
    {
        var name = (host ?? "").ToUpperInvariant();
        if (name.EndsWith(":80", StringComparison.Ordinal) || name.EndsWith(":443", StringComparison.Ordinal))
            name = name[..name.LastIndexOf(':')];
        return name;
    }

    private static string Path(ReadOnlySpan<char> escaped)
    {
        var path = Uri.UnescapeDataString(escaped).ToUpperInvariant();
        if (path.Contains("/.", StringComparison.Ordinal))
            path = WithoutDots(path);
        path = path.TrimEnd('/');
        return path.StartsWith('/') ? path : "/" + path;
    }

    private static string WithoutDots(string path)
    {
        var segments = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment == "..")
                segments.RemoveRange(Math.Max(0, segments.Count - 1), Math.Min(1, segments.Count));
            else if (segment != ".")
                segments.Add(segment);
        }

        return string.Join('/', segments);
    }
}
