using CacheKit.AspNetCore.Dashboard.Figures;
using CacheKit.AspNetCore.Dashboard.Html;
using CacheKit.AspNetCore.Dashboard.Inspection;

namespace CacheKit.AspNetCore.Dashboard.Views;

/// <summary>How a cache is, in a word: not by its colour alone.</summary>
internal static class StateView
{
    public static void Write(HtmlWriter html, DashboardAlias alias, AliasFigures figures, string? problem)
    {
        if (alias.IsAway == true)
            html.Write($"<span class=\"badge bad\">away, circuit open</span>");
        else if (problem is not null)
            html.Write($"<span class=\"badge bad\">no answer</span>");
        else if (figures.Failures.Total is > 0 and var failures)
            html.Write($"<span class=\"badge warn\">{Shown.Count(failures)} {(failures == 1 ? "failure" : "failures")}</span>");
        else
            html.Write($"<span class=\"badge good\">works</span>");
    }
}
