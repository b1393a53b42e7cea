namespace CacheKit.AspNetCore.Dashboard.Html;

/// <summary>
/// The hit ratio over the last hour as SVG without a style attribute or a script, which the page's own policy forbids: a line
/// where there were requests, and below it how many there were.
/// </summary>
/// <param name="hits">Hits by minute, oldest first.</param>
/// <param name="misses">Misses likewise.</param>
internal sealed class RatioPlot(long[] hits, long[] misses)
{
    private const double Width = 600;
    private const double Height = 120;
    private const double BarHeight = 28;

    private double Step => Width / hits.Length;

    /// <summary>A line in a table.</summary>
    public void WriteSmall(HtmlWriter html)
    {
        html.Write(
            $"<svg class=\"spark\" viewBox=\"0 0 {Width} {Height}\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
            + $"<line class=\"grid\" x1=\"0\" x2=\"{Width}\" y1=\"{Height}\" y2=\"{Height}\"/>");
        WriteLine(html);
        html.Write($"</svg>");
    }

    /// <summary>With a grid, the requests and words for who cannot see it.</summary>
    public void Write(HtmlWriter html)
    {
        // Asked of the counts that are drawn: the ring they came from moves on.
        if (Most() == 0)
        {
            html.Write($"<p class=\"empty\">Nothing was read from this cache in the last hour.</p>");
            return;
        }

        html.Write(
            $"<figure class=\"plot\"><div class=\"plot-area\"><span class=\"y y100\" aria-hidden=\"true\">100 %</span>"
            + $"<span class=\"y y50\" aria-hidden=\"true\">50 %</span><span class=\"y y0\" aria-hidden=\"true\">0 %</span>");
        html.Write($"<svg viewBox=\"0 0 {Width} {Height + BarHeight + 8}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{Describe()}\">");
        foreach (var share in (double[])[0, 0.5, 1])
            html.Write($"<line class=\"grid\" x1=\"0\" x2=\"{Width}\" y1=\"{Y(share)}\" y2=\"{Y(share)}\"/>");
        WriteArea(html);
        WriteLine(html);
        WriteBars(html);
        html.Write(
            $"</svg></div><figcaption><span>60 minutes ago</span>"
            + $"<span class=\"key\">line: hit ratio; bars: requests a minute, at most {Shown.Count(Most())}</span>"
            + $"<span>now</span></figcaption></figure>");
        WriteTable(html);
    }

    private void WriteLine(HtmlWriter html)
    {
        foreach (var (from, to) in Stretches())
        {
            html.Write($"<path class=\"line\" d=\"M");
            for (var minute = from; minute <= to; minute++)
                html.Write($" {X(minute)},{Y(Share(minute))}");
            // A single point is a short stroke, or nobody would see it.
            html.Write($" {X(to) + (from == to ? Step / 2 : 0)},{Y(Share(to))}\"/>");
        }
    }

    private void WriteArea(HtmlWriter html)
    {
        foreach (var (from, to) in Stretches())
        {
            html.Write($"<path class=\"area\" d=\"M {X(from)},{Height}");
            for (var minute = from; minute <= to; minute++)
                html.Write($" {X(minute)},{Y(Share(minute))}");
            html.Write($" {X(to)},{Height} Z\"/>");
        }
    }

    private void WriteBars(HtmlWriter html)
    {
        var most = Most();
        for (var minute = 0; minute < hits.Length; minute++)
        {
            if (Requests(minute) == 0)
                continue;
            var height = Math.Max(1.5, BarHeight * Requests(minute) / most);
            html.Write(
                $"<rect class=\"bar\" x=\"{X(minute) - (Step / 2) + 1}\" y=\"{Height + 8 + BarHeight - height}\" width=\"{Step - 2}\" height=\"{height}\">"
                + $"<title>{MinutesAgo(minute)}: {Shown.Ratio(hits[minute], misses[minute])} of {Shown.Count(Requests(minute))}</title></rect>");
        }
    }

    private void WriteTable(HtmlWriter html)
    {
        const int Row = 5;
        html.Write(
            $"<details class=\"figures\"><summary>The same as a table</summary><div class=\"scroll\"><table>"
            + $"<caption class=\"sr\">Hits and misses in steps of five minutes</caption><thead><tr><th scope=\"col\">From</th>"
            + $"<th scope=\"col\" class=\"n\">Hit ratio</th><th scope=\"col\" class=\"n\">Hits</th>"
            + $"<th scope=\"col\" class=\"n\">Misses</th></tr></thead><tbody>");
        for (var minute = hits.Length - Row; minute >= 0; minute -= Row)
        {
            var (hit, miss) = (hits.AsSpan(minute, Row).ToArray().Sum(), misses.AsSpan(minute, Row).ToArray().Sum());
            html.Write(
                $"<tr><th scope=\"row\">{MinutesAgo(minute)}</th><td class=\"n\">{Shown.Ratio(hit, miss)}</td>"
                + $"<td class=\"n\">{Shown.Count(hit)}</td><td class=\"n\">{Shown.Count(miss)}</td></tr>");
        }

        html.Write($"</tbody></table></div></details>");
    }

    private string Describe()
    {
        var busy = Enumerable.Range(0, hits.Length).Where(minute => Requests(minute) > 0).ToList();
        var (last, least) = (busy[^1], busy.MinBy(Share));
        return $"Hit ratio of the last hour: {Shown.Ratio(hits.Sum(), misses.Sum())} in all, {Shown.Ratio(hits[last], misses[last])} last, "
            + $"at the least {Shown.Ratio(hits[least], misses[least])} in a minute.";
    }

    /// <summary>The stretches without a minute in which nothing was asked for.</summary>
    private IEnumerable<(int From, int To)> Stretches()
    {
        for (var minute = 0; minute < hits.Length; minute++)
        {
            if (Requests(minute) == 0)
                continue;
            var from = minute;
            while (minute + 1 < hits.Length && Requests(minute + 1) > 0)
                minute++;
            yield return (from, minute);
        }
    }

    private string MinutesAgo(int minute) => $"{hits.Length - minute} min ago";

    private long Requests(int minute) => hits[minute] + misses[minute];

    private long Most() => Enumerable.Range(0, hits.Length).Max(Requests);

    private double Share(int minute) => (double)hits[minute] / Requests(minute);

    private double X(int minute) => (minute + 0.5) * Step;

    private static double Y(double share) => 2 + ((Height - 2) * (1 - share));
}
