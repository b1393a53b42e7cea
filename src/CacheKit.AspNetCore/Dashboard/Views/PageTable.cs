using System.Globalization;
using CacheKit.AspNetCore.Dashboard.Html;
using CacheKit.AspNetCore.Dashboard.Inspection;

namespace CacheKit.AspNetCore.Dashboard.Views;

/// <summary>Pages by URL with their age, size and hits, so many at a time.</summary>
internal static class PageTable
{
    public static void Write(HtmlWriter html, DashboardRequest request, DashboardAlias alias, PageQuestion question, PageWindow window)
    {
        html.Write(
            $"<form class=\"line\" method=\"get\" action=\"{request.Link(DashboardPaths.Pages)}\">"
            + $"<input type=\"hidden\" name=\"name\" value=\"{alias.Name}\"><input type=\"hidden\" name=\"by\" value=\"{question.Order}\">"
            + $"<label>URL contains "
            + $"<input name=\"like\" value=\"{question.Filter}\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\"></label>"
            + $"<button>Filter</button></form>");
        var pages = question.Choose(window.Pages);
        WriteCount(html, request, alias, question, window, pages.Count);
        if (pages.Count == 0)
            return;
        var parts = (pages.Count + PageQuestion.PageSize - 1) / PageQuestion.PageSize;
        var part = Math.Min(question.Number, parts);
        html.Write($"<div class=\"scroll\"><table class=\"cards wide\"><caption class=\"sr\">Pages in the cache</caption><thead><tr>");
        WriteHeading(html, request, alias, question, PageQuestion.ByUrl, "URL", isNumber: false);
        html.Write($"<th scope=\"col\">Status</th>");
        WriteHeading(html, request, alias, question, PageQuestion.ByAge, "Age", isNumber: true);
        html.Write($"<th scope=\"col\" class=\"n\">Fresh for</th>");
        WriteHeading(html, request, alias, question, PageQuestion.BySize, "Size", isNumber: true);
        WriteHeading(html, request, alias, question, PageQuestion.ByHits, "Hits", isNumber: true);
        html.Write($"<th scope=\"col\"><span class=\"sr\">Purge</span></th></tr></thead><tbody>");
        foreach (var page in pages.Skip((part - 1) * PageQuestion.PageSize).Take(PageQuestion.PageSize))
            WriteRow(html, request, alias, page);
        html.Write($"</tbody></table></div>");
        WritePager(html, request, alias, question, part, parts);
    }

    private static void WriteCount(HtmlWriter html, DashboardRequest request, DashboardAlias alias, PageQuestion question, PageWindow window, int count)
    {
        var isWhole = question.From == 0 && !window.HasMore;
        if (count == 0)
        {
            var reason = window.Pages.Count > 0 ? "No URL among these pages contains that."
                : isWhole ? "There are no pages in this cache."
                : "There are no pages among these entries.";
            html.Write($"<p class=\"empty\">{reason}</p>");
        }
        else
        {
            var among = isWhole ? "" : $" among the entries {Shown.Count(question.From + 1)} to {Shown.Count(question.From + window.Looked)}";
            html.Write($"<p>{Shown.Count(count)} {(count == 1 ? "page" : "pages")}{among}. Hits are this process's since the figures began.</p>");
        }

        if (window.HasMore)
        {
            html.Write(
                $"<p>"
                + $"<a class=\"button small\" href=\"{Link(request, alias, question with { From = question.From + window.Looked, Number = 1 })}\">Look at the entries behind these</a></p>");
        }
    }

    private static void WriteHeading(
        HtmlWriter html, DashboardRequest request, DashboardAlias alias, PageQuestion question, string order, string text, bool isNumber)
    {
        var isSorted = question.Order == order;
        var isDescending = order is PageQuestion.BySize or PageQuestion.ByHits;
        html.Write(
            $"<th scope=\"col\" class=\"{(isNumber ? "n" : "t")}\" aria-sort=\"{(!isSorted ? "none" : isDescending ? "descending" : "ascending")}\">"
            + $"<a href=\"{Link(request, alias, question with { Order = order, Number = 1 })}\">{text}{(!isSorted ? "" : isDescending ? " ↓" : " ↑")}</a></th>");
    }

    private static void WriteRow(HtmlWriter html, DashboardRequest request, DashboardAlias alias, ListedPage page)
    {
        html.Write(
            $"<tr><th scope=\"row\" class=\"key\">"
            + $"<a href=\"{KeyScreen.KeyLink(request, alias, ShownName.Of(page.Name), alias.Settings.Version)}\">{Shown.Line(page.Address.Url)}</a>");
        WriteMarks(html, page);
        html.Write(
            $"</th><td data-label=\"Status\">{page.Status}</td>"
            + $"<td class=\"n\" data-label=\"Age\">{Shown.Span(TimeSpan.FromSeconds(page.Age))}</td>"
            + $"<td class=\"n\" data-label=\"Fresh for\">{(page.FreshFor > TimeSpan.Zero ? Shown.Span(page.FreshFor) : "stale")}</td>"
            + $"<td class=\"n\" data-label=\"Size\">{Shown.Bytes(page.Bytes)}</td><td class=\"n\" data-label=\"Hits\">{Shown.Count(page.Hits)}</td>"
            + $"<td class=\"act\">");
        if (!request.Options.ReadOnly)
            PurgeForms.WriteUrl(html, request, page.Address.Url, "Purge");
        html.Write($"</td></tr>");
    }

    private static void WriteMarks(HtmlWriter html, ListedPage page)
    {
        var address = page.Address;
        if (address.Method != "GET")
            html.Write($" <span class=\"mark\">{address.Method}</span>");
        if (address.Culture is { } culture)
            html.Write($" <span class=\"mark\">{Shown.Line(culture, 40)}</span>");
        if (address.IsOfOneUser)
            html.Write($" <span class=\"mark\">of one user</span>");
        if (page.Vary.Length > 0)
            html.Write($" <span class=\"mark\">varies by {page.Vary}</span>");
        foreach (var tag in page.Tags.Take(5))
            html.Write($" <span class=\"mark tag\">{Shown.Line(tag, 60)}</span>");
        if (page.Tags.Count > 5)
            html.Write($" <span class=\"mark tag\">{page.Tags.Count - 5} more</span>");
    }

    private static void WritePager(HtmlWriter html, DashboardRequest request, DashboardAlias alias, PageQuestion question, int part, int parts)
    {
        if (parts == 1)
            return;
        html.Write($"<nav class=\"pager\" aria-label=\"Parts of the list\">");
        if (part > 1)
            html.Write($"<a class=\"button small\" rel=\"prev\" href=\"{Link(request, alias, question with { Number = part - 1 })}\">Back</a>");
        html.Write($"<span>{part} of {parts}</span>");
        if (part < parts)
            html.Write($"<a class=\"button small\" rel=\"next\" href=\"{Link(request, alias, question with { Number = part + 1 })}\">On</a>");
        html.Write($"</nav>");
    }

    private static string Link(DashboardRequest request, DashboardAlias alias, PageQuestion question) => request.Link(
        DashboardPaths.Pages,
        ("name", alias.Name),
        ("like", question.Filter),
        ("by", question.Order == PageQuestion.ByUrl ? null : question.Order),
        ("from", Number(question.From, 0)),
        ("part", Number(question.Number, 1)));

    private static string? Number(int number, int usual) => number == usual ? null : number.ToString(CultureInfo.InvariantCulture);
}
