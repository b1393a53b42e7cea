using CacheKit.AspNetCore.Dashboard.Html;

namespace CacheKit.AspNetCore.Dashboard.Views;

/// <summary>The forms that remove pages.</summary>
internal static class PurgeForms
{
    /// <summary>A button that purges one URL.</summary>
    public static void WriteUrl(HtmlWriter html, DashboardRequest request, string url, string button)
    {
        html.Write($"<form method=\"post\" action=\"{request.Link(DashboardPaths.PurgeUrl)}\"><input type=\"hidden\" name=\"url\" value=\"{url}\">");
        request.WriteToken(html);
        html.Write($"<button class=\"danger\">{button}</button></form>");
    }

    /// <summary>Forms for any URL and any tag.</summary>
    public static void Write(HtmlWriter html, DashboardRequest request)
    {
        html.Write(
            $"<form class=\"line\" method=\"post\" action=\"{request.Link(DashboardPaths.PurgeUrl)}\"><label>URL or path "
            + $"<input name=\"url\" required placeholder=\"/news/today\" autocomplete=\"off\" spellcheck=\"false\"></label>");
        request.WriteToken(html);
        html.Write($"<button class=\"danger\">Purge URL</button></form>");
        html.Write(
            $"<form class=\"line\" method=\"post\" action=\"{request.Link(DashboardPaths.PurgeTag)}\"><label>Tag "
            + $"<input name=\"tag\" required placeholder=\"product:42\" maxlength=\"256\" autocomplete=\"off\" spellcheck=\"false\"></label>");
        request.WriteToken(html);
        html.Write($"<button class=\"danger\">Purge tag</button></form>");
    }
}
