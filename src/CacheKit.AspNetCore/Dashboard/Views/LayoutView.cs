using CacheKit.AspNetCore.Dashboard.Assets;
using CacheKit.AspNetCore.Dashboard.Html;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheKit.AspNetCore.Dashboard.Views;

/// <summary>What stands around every page of a dashboard.</summary>
internal static class LayoutView
{
    public static string Write(DashboardRequest request, DashboardScreen page)
    {
        var html = new HtmlWriter();
        WriteHead(html, request, page);
        html.Write(
            $"<body><a class=\"skip\" href=\"#main\">To the content</a><header class=\"top\">"
            + $"<a class=\"brand\" href=\"{request.Link(DashboardPaths.Overview)}\">"
            + $"<img src=\"{request.Link(DashboardAsset.Icon.Path)}\" alt=\"\" width=\"26\" height=\"26\"><span><strong>CacheKit</strong> "
            + $"<span class=\"site\">{SiteOf(request)}</span></span></a>");
        WriteNavigation(html, request, page);
        html.Write($"</header><main id=\"main\" tabindex=\"-1\"");
        if (page.IsLive)
            html.Write($" data-live=\"10\"");
        html.Write($">");
        DashboardNotices.Write(html, request);
        page.Body(html);
        html.Write($"</main>");
        WriteFoot(html, request);
        html.Write($"</body></html>");
        return html.ToString();
    }

    private static void WriteHead(HtmlWriter html, DashboardRequest request, DashboardScreen page)
    {
        html.Write(
            $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">"
            + $"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">"
            + $"<title>{page.Title} · CacheKit</title>");
        html.Write(
            $"<link rel=\"icon\" href=\"{request.Link(DashboardAsset.Icon.Path)}\" type=\"image/svg+xml\">"
            + $"<link rel=\"stylesheet\" href=\"{request.Link(DashboardAsset.Style.Path)}\">"
            + $"<script src=\"{request.Link(DashboardAsset.Script.Path)}\" defer></script></head>");
    }

    private static void WriteNavigation(HtmlWriter html, DashboardRequest request, DashboardScreen page)
    {
        html.Write($"<nav aria-label=\"Dashboard\"><ul>");
        WriteItem(html, request.Link(DashboardPaths.Overview), "Overview", page.Current == DashboardPaths.Overview);
        WriteItem(html, request.Link(DashboardPaths.Pages), "Pages", page.Current == DashboardPaths.Pages);
        foreach (var alias in request.Caches.All)
            WriteItem(html, request.Link(DashboardPaths.Cache, ("name", alias.Name)), alias.Name, page.Current == NavigationOf(alias.Name));
        html.Write($"</ul></nav>");
    }

    /// <summary>What marks a cache in the navigation; no path of a page begins like it.</summary>
    public static string NavigationOf(string alias) => $"cache:{alias}";

    /// <summary>Writes an item of a list of links.</summary>
    public static void WriteItem(HtmlWriter html, string url, string text, bool isCurrent)
    {
        if (isCurrent)
            html.Write($"<li><a href=\"{url}\" aria-current=\"page\">{Shown.Line(text, 40)}</a></li>");
        else
            html.Write($"<li><a href=\"{url}\">{Shown.Line(text, 40)}</a></li>");
    }

    private static void WriteFoot(HtmlWriter html, DashboardRequest request)
    {
        html.Write($"<footer><p>The figures are of this process only: <b>{Environment.MachineName}</b>, process {Environment.ProcessId}");
        if (request.Figures.Since is { } since)
            html.Write($", counted since <time datetime=\"{Shown.Machine(since)}\">{Shown.Time(since)}</time>");
        html.Write($". Other instances of the application have their own. The entries of a cache on a server are the same for all.</p></footer>");
    }

    private static string SiteOf(DashboardRequest request) => request.Http.RequestServices.GetService<IHostEnvironment>() is { } environment
        ? $"{environment.ApplicationName} · {environment.EnvironmentName}"
        : "";
}
