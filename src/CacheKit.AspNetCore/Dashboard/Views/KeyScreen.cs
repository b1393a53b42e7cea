using System.Globalization;
using CacheKit.AspNetCore.Dashboard.Html;
using CacheKit.AspNetCore.Dashboard.Inspection;
using CacheKit.Backends;
using CacheKit.Inspection;
using CacheKit.Keys;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.Dashboard.Views;

/// <summary>Keys: a list of them, one with its value, its deletion.</summary>
internal static class KeyScreen
{
    /// <summary>How many keys are listed at once.</summary>
    public const int ListLimit = 200;

    public static async Task<DashboardScreen> ListAsync(DashboardRequest request)
    {
        if (request.Caches.Find(request["name"]) is not { } alias)
            return CacheScreen.Unknown(request["name"]);
        if (alias.WhyNotListed is { } reason)
            return Page(alias, html => html.Write($"<h1>Keys of {alias.Name}</h1><p class=\"notice\">{reason}</p>"));
        var version = KeyForms.VersionOf(request["version"], alias);
        var pattern = request["like"] is { Length: > 0 } like ? like : "*";
        var scope = alias.KeysOf(version).Scope;
        var answer = await request.Caches.AskAsync(
            alias,
            token => KeySearch.FindAsync((IEnumerableCacheBackend)alias.Bare, scope, pattern, ListLimit, null, token),
            request.Aborted).ConfigureAwait(false);
        return Page(alias, html => WriteList(html, request, alias, pattern, version, answer));
    }

    public static async Task<DashboardScreen> ShowAsync(DashboardRequest request)
    {
        if (request.Caches.Find(request["name"]) is not { } alias)
            return CacheScreen.Unknown(request["name"]);
        var (key, version) = (request["key"], KeyForms.VersionOf(request["version"], alias));
        var answer = await request.Caches.AskAsync(
            alias, token => alias.ReadAsync(ShownName.Find(alias, key, version, token), version, token), request.Aborted).ConfigureAwait(false);
        return Page(alias, html => Write(html, request, alias, key, version, answer)) with { Title = $"{Shown.Line(key, 60)} in {alias.Name}" };
    }

    public static async Task<DashboardScreen> DeleteAsync(DashboardRequest request, IFormCollection form)
    {
        if (request.Caches.Find(form["name"]) is not { } alias)
            return CacheScreen.Unknown(form["name"].ToString());
        var (key, version) = (Uri.UnescapeDataString(form["key"].ToString()), KeyForms.VersionOf(form["version"].ToString(), alias));
        var action = $"delete the key {KeyDisplay.Show(key, alias.Settings.LogKeys)} of the cache '{alias.Name}'";
        var answer = await request.Caches.RemoveAsync(
            alias, token => alias.Cache.OfVersion(version).DeleteAsync(ShownName.Find(alias, key, version, token), token).AsTask()).ConfigureAwait(false);
        if (answer.Problem is { } problem)
        {
            RemovalLog.Failed(request, action, "failed, it may still be there", problem);
            return DashboardScreen.Message(
                StatusCodes.Status503ServiceUnavailable, "The key may not have been deleted", problem, LayoutView.NavigationOf(alias.Name));
        }

        RemovalLog.Done(request, action, answer.Value ? "done" : "it was not there");
        var notice = answer.Value ? DashboardNotices.Deleted : DashboardNotices.NotThere;
        return DashboardScreen.Redirect(request.Link(DashboardPaths.Cache, ("name", alias.Name), (DashboardNotices.Parameter, notice)));
    }

    /// <summary>The URL of the page of a key.</summary>
    public static string KeyLink(DashboardRequest request, DashboardAlias alias, string key, int version) => request.Link(
        DashboardPaths.Key,
        ("name", alias.Name),
        ("key", key),
        ("version", version == alias.Settings.Version ? null : version.ToString(CultureInfo.InvariantCulture)));

    private static DashboardScreen Page(DashboardAlias alias, Action<HtmlWriter> body) =>
        new($"Keys of {alias.Name}", body) { Current = LayoutView.NavigationOf(alias.Name) };

    private static void WriteList(
        HtmlWriter html,
        DashboardRequest request,
        DashboardAlias alias,
        string pattern,
        int version,
        Answer<(List<CacheEntryInfo> Found, bool HasMore)> answer)
    {
        WriteTrail(html, request, alias);
        html.Write($"<h1>Keys of {alias.Name}</h1>");
        KeyForms.WriteList(html, request, alias, pattern, version);
        if (answer.Problem is { } problem)
        {
            html.Write($"<p class=\"notice bad\" role=\"alert\">The keys cannot be listed: {problem}</p>");
            return;
        }

        var (found, hasMore) = answer.Value;
        if (found.Count == 0)
        {
            html.Write($"<p class=\"empty\">There is no such key under version {version}.</p>");
            return;
        }

        var count = Shown.Count(found.Count);
        html.Write($"<p>{(hasMore ? $"The first {count}; there are more." : found.Count == 1 ? "1 key." : $"{count} keys.")}</p>");
        WriteTable(html, request, alias, version, found.OrderBy(static entry => entry.Key, StringComparer.Ordinal));
    }

    private static void WriteTable(HtmlWriter html, DashboardRequest request, DashboardAlias alias, int version, IEnumerable<CacheEntryInfo> entries)
    {
        var scope = alias.KeysOf(version).Scope.Length;
        var now = request.Now;
        html.Write(
            $"<div class=\"scroll\"><table class=\"wide\"><caption class=\"sr\">Keys</caption><thead><tr><th scope=\"col\">Key</th>"
            + $"<th scope=\"col\" class=\"n\">Size</th><th scope=\"col\" class=\"n\">Expires in</th></tr></thead><tbody>");
        foreach (var entry in entries)
        {
            var key = ShownName.Of(entry.Key[scope..]);
            html.Write(
                $"<tr><th scope=\"row\" class=\"key\"><a href=\"{KeyLink(request, alias, key, version)}\">{Shown.Line(key)}</a></th>"
                + $"<td class=\"n\">{Shown.Bytes(entry.PayloadLength)}</td>"
                + $"<td class=\"n\">{(entry.Expires is { } expires ? Shown.Span(expires - now) : "never")}</td></tr>");
        }

        html.Write($"</tbody></table></div>");
    }

    private static void Write(HtmlWriter html, DashboardRequest request, DashboardAlias alias, string key, int version, Answer<StoredEntry?> answer)
    {
        WriteTrail(html, request, alias);
        html.Write($"<h1 class=\"key\">{Shown.Line(key)}</h1>");
        if (answer.Problem is { } problem)
            html.Write($"<p class=\"notice bad\" role=\"alert\">The key cannot be read: {problem}</p>");
        else if (answer.Value is { } entry)
            EntryView.Write(html, request, alias, key, version, entry);
        else
            html.Write($"<p class=\"empty\">This key is not in the cache '{alias.Name}' under version {version}.</p>");
        html.Write($"<h2>Another key</h2>");
        KeyForms.WriteFind(html, request, alias, key, version);
    }

    private static void WriteTrail(HtmlWriter html, DashboardRequest request, DashboardAlias alias) =>
        html.Write(
            $"<p class=\"trail\"><a href=\"{request.Link(DashboardPaths.Cache, ("name", alias.Name))}\">{Shown.Line(alias.Name, 60)}</a> "
            + $"<span aria-hidden=\"true\">›</span></p>");
}
