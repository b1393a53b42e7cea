using CacheKit.AspNetCore.Dashboard.Html;
using CacheKit.AspNetCore.Dashboard.Inspection;
using CacheKit.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.AspNetCore.Dashboard.Views;

/// <summary>The pages in a cache, and their removal by URL and tag.</summary>
internal static class PagePages
{
    public static async Task<DashboardPage> ShowAsync(DashboardRequest request)
    {
        var listing = request.Http.RequestServices.GetRequiredService<PageListing>();
        request.Figures.Collect();
        List<DashboardAlias> holders = [.. request.Caches.All.Where(listing.Has)];
        var name = request["name"];
        if ((name.Length == 0 ? holders.FirstOrDefault() : request.Caches.Find(name)) is not { } alias)
            return CachePages.Unknown(name);
        var question = PageQuestion.Of(request);
        var answer = PageListing.WhyNotListed(alias) is null
            ? await request.Caches.AskAsync(alias, token => listing.LookAsync(alias, question.From, token), request.Aborted).ConfigureAwait(false)
            : new(new([], 0, false), null);
        return new DashboardPage("Pages", html => Write(html, request, holders, alias, question, answer)) { Current = DashboardPaths.Pages };
    }

    public static Task<DashboardPage> PurgeUrlAsync(DashboardRequest request, IFormCollection form)
    {
        var url = form["url"].ToString();
        return PurgeAsync(request, pages => pages.RemoveAsync(url, request.Http, request.Aborted), $"purged the URL {SettingText.Quote(url)}", DashboardNotices.PurgedUrl);
    }

    public static Task<DashboardPage> PurgeTagAsync(DashboardRequest request, IFormCollection form)
    {
        var tag = form["tag"].ToString();
        return PurgeAsync(request, pages => pages.RemoveByTagAsync(tag, request.Aborted), $"purged the tag {SettingText.Quote(tag)}", DashboardNotices.PurgedTag);
    }

    private static async Task<DashboardPage> PurgeAsync(DashboardRequest request, Func<IPageCache, ValueTask> purge, string action, string done)
    {
        try
        {
            await purge(request.Http.RequestServices.GetRequiredService<IPageCache>()).ConfigureAwait(false);
        }
        catch (ArgumentException exception)
        {
            return DashboardPage.Message(StatusCodes.Status400BadRequest, "Nothing was purged", Shown.Line(WithoutParameter(exception), 500)) with { Current = DashboardPaths.Pages };
        }
        catch (CacheBackendException exception)
        {
            var alias = request.Caches.Find(exception.Alias);
            var problem = alias is null ? "" : request.Caches.Explain(alias, exception);
            var later = alias is { LostRemovals: > 0 } ? " What could not be removed is removed before anything is read from it again." : "";
            return DashboardPage.Message(StatusCodes.Status503ServiceUnavailable, "Not everything was purged", $"The cache '{exception.Alias}' failed; the others were purged. {problem}{later}") with { Current = DashboardPaths.Pages };
        }

        DashboardForm.Note(request, action);
        return DashboardPage.Redirect(request.Link(DashboardPaths.Pages, (DashboardNotices.Parameter, done)));
    }

    // The name of the parameter is for programmers.
    private static string WithoutParameter(ArgumentException exception) =>
        exception.Message.Split(" (Parameter '", 2)[0];

    private static void Write(HtmlWriter html, DashboardRequest request, List<DashboardAlias> holders, DashboardAlias alias, PageQuestion question, Answer<PageWindow> answer)
    {
        html.Write($"<h1>Pages</h1>");
        WriteOutcomes(html, request);
        if (!request.Options.ReadOnly)
        {
            html.Write($"<section aria-labelledby=\"purge\"><h2 id=\"purge\">Purge</h2><div class=\"columns\">");
            PurgeForms.Write(html, request);
            html.Write($"</div></section>");
        }

        html.Write($"<section aria-labelledby=\"kept\"><h2 id=\"kept\">Pages in {Shown.Line(alias.Name, 60)}</h2>");
        if (holders.Count > 1)
        {
            html.Write($"<ul class=\"tabs\">");
            foreach (var holder in holders)
                LayoutView.WriteItem(html, request.Link(DashboardPaths.Pages, ("name", holder.Name)), holder.Name, holder == alias);
            html.Write($"</ul>");
        }

        if (PageListing.WhyNotListed(alias) is { } reason)
            html.Write($"<p class=\"notice\">{reason}</p>");
        else if (answer.Problem is { } problem)
            html.Write($"<p class=\"notice bad\" role=\"alert\">The pages cannot be listed: {problem}</p>");
        else
            PageTable.Write(html, request, alias, question, answer.Value!);
        html.Write($"</section>");
    }

    private static void WriteOutcomes(HtmlWriter html, DashboardRequest request)
    {
        var outcomes = request.Figures.Pages.Read();
        html.Write($"<section aria-labelledby=\"outcomes\"><h2 id=\"outcomes\">Requests, last hour</h2>");
        if (outcomes.Count == 0)
        {
            html.Write($"<p class=\"empty\">The page cache has looked at no request in the last hour.</p></section>");
            return;
        }

        html.Write($"<dl class=\"tiles\">");
        foreach (var (outcome, count) in outcomes.Take(8))
            html.Write($"<div><dt>{outcome.Replace('_', ' ')}</dt><dd>{Shown.Count(count)}</dd></div>");
        html.Write($"</dl><p class=\"note\">What each of them means stands in docs/pages.md. Requests for what is no page are left out.</p></section>");
    }
}
