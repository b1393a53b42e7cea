using System.Globalization;
using CacheKit.AspNetCore.Dashboard.Html;
using CacheKit.AspNetCore.Dashboard.Inspection;

namespace CacheKit.AspNetCore.Dashboard.Views;

/// <summary>The forms that find keys.</summary>
internal static class KeyForms
{
    public static void WriteFind(HtmlWriter html, DashboardRequest request, DashboardAlias alias, string key, int version)
    {
        html.Write(
            $"<form class=\"line\" method=\"get\" action=\"{request.Link(DashboardPaths.Key)}\">"
            + $"<input type=\"hidden\" name=\"name\" value=\"{alias.Name}\"><label>Key "
            + $"<input name=\"key\" value=\"{key}\" required autocomplete=\"off\" spellcheck=\"false\"></label>");
        WriteVersion(html, version);
        html.Write($"<button>Show</button></form>");
    }

    public static void WriteList(HtmlWriter html, DashboardRequest request, DashboardAlias alias, string pattern, int version)
    {
        html.Write(
            $"<form class=\"line\" method=\"get\" action=\"{request.Link(DashboardPaths.Keys)}\">"
            + $"<input type=\"hidden\" name=\"name\" value=\"{alias.Name}\"><label>Keys like "
            + $"<input name=\"like\" value=\"{pattern}\" placeholder=\"report:*\" autocomplete=\"off\" spellcheck=\"false\"></label>");
        WriteVersion(html, version);
        html.Write($"<button>List</button></form><p class=\"note\">* is any text, ? any character. Listing looks through the whole store.</p>");
    }

    /// <summary>The version that a request asks for; the alias's own where it names none.</summary>
    public static int VersionOf(string text, DashboardAlias alias) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var version) ? version : alias.Settings.Version;

    private static void WriteVersion(HtmlWriter html, int version) =>
        html.Write($"<label class=\"short\">Version <input type=\"number\" name=\"version\" value=\"{version}\"></label>");
}
