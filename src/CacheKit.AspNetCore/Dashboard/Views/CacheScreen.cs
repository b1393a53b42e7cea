using CacheKit.AspNetCore.Dashboard.Html;
using CacheKit.AspNetCore.Dashboard.Inspection;
using CacheKit.Backends;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.Dashboard.Views;

/// <summary>One cache: how it does, and the way to its keys.</summary>
internal static class CacheScreen
{
    public static async Task<DashboardScreen> ShowAsync(DashboardRequest request)
    {
        if (request.Caches.Find(request["name"]) is not { } alias)
            return Unknown(request["name"]);
        request.Figures.Collect();
        var isCounted = request["count"] == "1" && alias.CanCount;
        var size = isCounted
            ? await request.Caches.AskAsync(alias, alias.CountAsync, request.Aborted).ConfigureAwait(false)
            : await OverviewScreen.MeasureAsync(request, alias).ConfigureAwait(false);
        return new DashboardScreen(alias.Name, html => Write(html, request, alias, size))
        {
            Current = LayoutView.NavigationOf(alias.Name),
            // Counting anew every ten seconds is nothing that anybody has asked for.
            IsLive = !isCounted,
        };
    }

    /// <summary>There is no such cache.</summary>
    public static DashboardScreen Unknown(string name) =>
        DashboardScreen.Message(StatusCodes.Status404NotFound, "No such cache", $"There is no cache '{Shown.Line(name, 100)}'.");

    private static void Write(HtmlWriter html, DashboardRequest request, DashboardAlias alias, Answer<StoreSize?> size)
    {
        html.Write($"<div class=\"head\"><h1>{Shown.Line(alias.Name, 100)}</h1>");
        StateView.Write(html, alias, request.Figures[alias.Name], size.Problem);
        html.Write($"</div><p class=\"lead\">{Shown.Line(alias.Place)}</p>");
        if (size.Problem is { } problem)
            html.Write($"<p class=\"notice bad\" role=\"alert\">The cache cannot be asked: {problem}</p>");
        CacheFiguresView.Write(html, request, alias, size.Value);
        html.Write($"<div class=\"columns\"><section aria-labelledby=\"find\"><h2 id=\"find\">Keys</h2>");
        WriteFind(html, request, alias);
        html.Write($"</section><section aria-labelledby=\"set\"><h2 id=\"set\">Settings</h2>");
        WriteSettings(html, alias);
        if (!request.Options.ReadOnly)
            html.Write($"<p><a class=\"button danger\" href=\"{request.Link(DashboardPaths.Clear, ("name", alias.Name))}\">Clear this cache…</a></p>");
        html.Write($"</section></div>");
    }

    private static void WriteFind(HtmlWriter html, DashboardRequest request, DashboardAlias alias)
    {
        KeyForms.WriteFind(html, request, alias, "", alias.Settings.Version);
        if (alias.WhyNotListed is { } reason)
            html.Write($"<p class=\"notice\">{reason}</p>");
        else
            KeyForms.WriteList(html, request, alias, "", alias.Settings.Version);
    }

    private static void WriteSettings(HtmlWriter html, DashboardAlias alias)
    {
        var settings = alias.Settings;
        html.Write($"<dl class=\"facts\"><dt>Backend</dt><dd>{alias.Backend}</dd>");
        if (alias.Location.Length > 0)
            html.Write($"<dt>Location</dt><dd class=\"break\">{Shown.Line(alias.Location)}</dd>");
        html.Write($"<dt>Timeout</dt><dd>{(settings.Timeout.Duration is { } timeout ? Shown.Span(timeout) : "never")}</dd>");
        html.Write(
            $"<dt>Key prefix</dt><dd>{(settings.KeyPrefix.Length > 0 ? Shown.Line(settings.KeyPrefix) : "none")}</dd><dt>Version</dt>"
            + $"<dd>{settings.Version}</dd>");
        html.Write($"<dt>When it fails</dt><dd>{(settings.OnFailure == CacheFailure.Miss ? "as if it were empty" : "operations throw")}</dd>");
        if (alias.IsAway is { } isAway)
        {
            html.Write(
                $"<dt>Circuit breaker</dt><dd>{(isAway ? "open: calls fail at once until the server answers" : "closed")}</dd>"
                + $"<dt>Lost removals</dt>"
                + $"<dd>{(alias.LostRemovals == 0 ? "none" : $"{Shown.Count(alias.LostRemovals)}, to be carried out when the server is back")}</dd>");
        }

        html.Write($"</dl>");
    }
}
