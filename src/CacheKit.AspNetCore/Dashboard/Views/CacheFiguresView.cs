using CacheKit.AspNetCore.Dashboard.Figures;
using CacheKit.AspNetCore.Dashboard.Html;
using CacheKit.AspNetCore.Dashboard.Inspection;
using CacheKit.Backends;

namespace CacheKit.AspNetCore.Dashboard.Views;

/// <summary>What a cache has done in the last hour.</summary>
internal static class CacheFiguresView
{
    public static void Write(HtmlWriter html, DashboardRequest request, DashboardAlias alias, StoreSize? size)
    {
        var figures = request.Figures[alias.Name];
        WriteTiles(html, request, alias, figures, size);
        html.Write($"<section aria-labelledby=\"ratio\"><h2 id=\"ratio\">Hit ratio, last hour</h2>");
        new RatioPlot(figures.Hits.Ring.Read(LastHour.SlotsInMinute), figures.Misses.Ring.Read(LastHour.SlotsInMinute)).Write(html);
        html.Write($"</section><section aria-labelledby=\"latency\"><h2 id=\"latency\">How long calls take</h2>");
        WriteLatencies(html, alias, figures);
        html.Write($"</section><section aria-labelledby=\"errors\"><h2 id=\"errors\">Last failures</h2>");
        WriteFailures(html, alias, figures);
        html.Write($"</section>");
    }

    private static void WriteTiles(HtmlWriter html, DashboardRequest request, DashboardAlias alias, AliasFigures figures, StoreSize? size)
    {
        var (hits, misses) = (figures.Hits.Ring.Total, figures.Misses.Ring.Total);
        html.Write(
            $"<dl class=\"tiles\"><div><dt>Hit ratio</dt><dd>{Shown.Ratio(hits, misses)}</dd></div><div><dt>Hits</dt>"
            + $"<dd>{Shown.Count(hits)}</dd></div><div><dt>Misses</dt><dd>{Shown.Count(misses)}</dd></div><div><dt>Stored</dt>"
            + $"<dd>{Shown.Count(figures.Stored.Ring.Total)}</dd></div>");
        if (alias.IsInThisProcess)
            html.Write($"<div><dt>Evicted</dt><dd>{Shown.Count(figures.Evictions.Ring.Total)}</dd></div>");
        else
            html.Write($"<div><dt>Failures</dt><dd>{Shown.Count(figures.Failures.Total)}</dd></div>");
        html.Write($"<div><dt>Entries</dt><dd>");
        if (size is { } held)
            html.Write($"{Shown.Count(held.Entries)}");
        else if (alias.CanCount)
            html.Write($"<a class=\"button small\" href=\"{request.Link(DashboardPaths.Cache, ("name", alias.Name), ("count", "1"))}\">Count</a>");
        else
            html.Write($"–");
        html.Write($"</dd></div><div><dt>Size</dt><dd>{(size?.Bytes is { } bytes ? Shown.Bytes(bytes) : "–")}</dd></div></dl>");
        if (size is not null && !alias.IsInThisProcess)
            html.Write($"<p class=\"note\">Entries{(size.Value.Bytes is null ? "" : " and size")} are the whole store's, other applications' included.</p>");
    }

    private static void WriteLatencies(HtmlWriter html, DashboardAlias alias, AliasFigures figures)
    {
        if (alias.IsInThisProcess)
        {
            html.Write($"<p class=\"empty\">Its entries are in this process's memory; calls are not timed, since that would take longer than they do.</p>");
            return;
        }

        var operations = figures.Operations
            .Select(static operation => (Name: operation.Key, Times: operation.Value.Read()))
            .Where(static operation => operation.Times.Calls > 0)
            .ToList();
        if (operations.Count == 0)
        {
            html.Write($"<p class=\"empty\">No calls in the last hour.</p>");
            return;
        }

        html.Write(
            $"<div class=\"scroll\"><table class=\"wide\"><caption class=\"sr\">Calls of the backend by operation</caption><thead><tr>"
            + $"<th scope=\"col\">Operation</th><th scope=\"col\" class=\"n\">Calls</th><th scope=\"col\" class=\"n\">Failed</th>"
            + $"<th scope=\"col\" class=\"n\">p50</th><th scope=\"col\" class=\"n\">p95</th><th scope=\"col\" class=\"n\">p99</th></tr></thead>"
            + $"<tbody>");
        foreach (var (name, times) in operations)
        {
            html.Write(
                $"<tr><th scope=\"row\">{name}</th><td class=\"n\">{Shown.Count(times.Calls)}</td>"
                + $"<td class=\"n\">{Shown.Count(times.Failures)}</td><td class=\"n\">{Shown.Latency(times.Percentile(50))}</td>"
                + $"<td class=\"n\">{Shown.Latency(times.Percentile(95))}</td><td class=\"n\">{Shown.Latency(times.Percentile(99))}</td></tr>");
        }

        html.Write($"</tbody></table></div>");
    }

    private static void WriteFailures(HtmlWriter html, DashboardAlias alias, AliasFigures figures)
    {
        var failures = figures.LastFailures.Read();
        if (failures.Count == 0)
        {
            html.Write($"<p class=\"empty\">None since the figures began.</p>");
            return;
        }

        html.Write(
            $"<div class=\"scroll\"><table class=\"cards wide\"><caption class=\"sr\">The last failures, the latest first</caption><thead><tr>"
            + $"<th scope=\"col\">Last at</th><th scope=\"col\">Operation</th><th scope=\"col\" class=\"n\">Times</th>"
            + $"<th scope=\"col\">What</th></tr></thead><tbody>");
        foreach (var failure in failures)
        {
            html.Write(
                $"<tr><td class=\"nowrap\"><time datetime=\"{Shown.Machine(failure.At)}\">{Shown.Time(failure.At)}</time></td>"
                + $"<td data-label=\"Operation\">{failure.Operation}</td><td class=\"n\" data-label=\"Times\">{Shown.Count(failure.Count)}</td>"
                + $"<td class=\"break\">{Shown.Line((alias.Settings.LogKeys ? failure.Message : null) ?? failure.Type, 500)}</td></tr>");
        }

        html.Write($"</tbody></table></div>");
        if (!alias.Settings.LogKeys)
            html.Write($"<p class=\"note\">Options:LogKeys is false: what failures say is left out, since it may hold keys.</p>");
    }
}
