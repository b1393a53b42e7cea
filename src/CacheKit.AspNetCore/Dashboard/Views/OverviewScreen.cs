using CacheKit.AspNetCore.Dashboard.Figures;
using CacheKit.AspNetCore.Dashboard.Html;
using CacheKit.AspNetCore.Dashboard.Inspection;
using CacheKit.Backends;

namespace CacheKit.AspNetCore.Dashboard.Views;

/// <summary>All caches, a line each.</summary>
internal static class OverviewScreen
{
    public static async Task<DashboardScreen> ShowAsync(DashboardRequest request)
    {
        request.Figures.Collect();
        var sizes = await Task.WhenAll(request.Caches.All.Select(alias => MeasureAsync(request, alias))).ConfigureAwait(false);
        return new DashboardScreen("Overview", html => Write(html, request, sizes)) { Current = DashboardPaths.Overview, IsLive = true };
    }

    /// <summary>How full a cache is, where that is known at once; a server that is known to be away is not asked.</summary>
    public static async Task<Answer<StoreSize?>> MeasureAsync(DashboardRequest request, DashboardAlias alias) => alias.IsAway == true
        ? new(null, null)
        : await request.Caches.AskAsync(alias, alias.MeasureAsync, request.Aborted).ConfigureAwait(false);

    private static void Write(HtmlWriter html, DashboardRequest request, Answer<StoreSize?>[] sizes)
    {
        html.Write($"<h1>Caches</h1><p class=\"lead\">The last hour of this process.</p>");
        html.Write(
            $"<div class=\"scroll\"><table class=\"cards wide\"><caption class=\"sr\">The caches of the application</caption><thead><tr>"
            + $"<th scope=\"col\">Cache</th><th scope=\"col\">Backend</th><th scope=\"col\" class=\"n\">Hit ratio</th>"
            + $"<th scope=\"col\">Last hour</th><th scope=\"col\" class=\"n\">Reads</th><th scope=\"col\" class=\"n\">Entries</th>"
            + $"<th scope=\"col\" class=\"n\">Size</th><th scope=\"col\" class=\"n\">Get, p95</th><th scope=\"col\">State</th></tr></thead><tbody>");
        foreach (var (place, alias) in request.Caches.All.Index())
            WriteRow(html, request, alias, sizes[place]);
        html.Write($"</tbody></table></div>");
        foreach (var (place, alias) in request.Caches.All.Index())
        {
            if (sizes[place].Problem is { } problem)
                html.Write($"<p class=\"notice bad\" role=\"alert\"><b>{alias.Name}</b> cannot be asked: {problem}</p>");
        }
    }

    private static void WriteRow(HtmlWriter html, DashboardRequest request, DashboardAlias alias, Answer<StoreSize?> size)
    {
        var figures = request.Figures[alias.Name];
        var (hits, misses) = (figures.Hits.Ring.Total, figures.Misses.Ring.Total);
        html.Write($"<tr><th scope=\"row\"><a href=\"{request.Link(DashboardPaths.Cache, ("name", alias.Name))}\">{Shown.Line(alias.Name, 60)}</a></th>");
        html.Write($"<td data-label=\"Backend\"><span>{alias.Backend}<small class=\"place\">{Shown.Line(alias.Location)}</small></span></td>");
        html.Write($"<td class=\"n strong\" data-label=\"Hit ratio\">{Shown.Ratio(hits, misses)}</td><td class=\"spark-cell\">");
        new RatioPlot(figures.Hits.Ring.Read(LastHour.SlotsInMinute), figures.Misses.Ring.Read(LastHour.SlotsInMinute)).WriteSmall(html);
        html.Write($"</td><td class=\"n\" data-label=\"Reads\">{Shown.Count(hits + misses)}</td>");
        html.Write(
            $"<td class=\"n\" data-label=\"Entries\">{(size.Value is { } held ? Shown.Count(held.Entries) : "–")}</td>"
            + $"<td class=\"n\" data-label=\"Size\">{(size.Value?.Bytes is { } bytes ? Shown.Bytes(bytes) : "–")}</td>");
        html.Write($"<td class=\"n\" data-label=\"Get, p95\">{Shown.Latency(GetOf(figures))}</td><td data-label=\"State\">");
        StateView.Write(html, alias, figures, size.Problem);
        html.Write($"</td></tr>");
    }

    private static TimeSpan? GetOf(AliasFigures figures) =>
        figures.Operations.FirstOrDefault(static operation => operation.Key == "get").Value?.Read().Percentile(95);
}
