using CacheKit.AspNetCore.Dashboard.Html;

namespace CacheKit.AspNetCore.Dashboard;

/// <summary>What was done, told on the page that follows: by names, so that no link can make the dashboard say anything else.</summary>
internal static class DashboardNotices
{
    public const string Parameter = "done";

    public const string Deleted = "deleted";

    public const string NotThere = "not-there";

    public const string PurgedUrl = "purged-url";

    public const string PurgedTag = "purged-tag";

    public const string Cleared = "cleared";

    public static void Write(HtmlWriter html, DashboardRequest request)
    {
        var text = request[Parameter] switch
        {
            Deleted => "The key was deleted.",
            NotThere => "The key was not there any more.",
            PurgedUrl => "The pages of that URL were removed from every cache that keeps pages.",
            PurgedTag => "The pages with that tag were removed from every cache that keeps pages.",
            Cleared => "The cache was cleared.",
            _ => null,
        };
        if (text is not null)
            html.Write($"<p class=\"notice good\" role=\"status\">{text}</p>");
    }
}
