using CacheKit.AspNetCore.Dashboard.Html;
using CacheKit.AspNetCore.Dashboard.Inspection;
using CacheKit.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.AspNetCore.Dashboard.Views;

/// <summary>The pages in a cache, and their removal by URL and tag.</summary>
internal static class PageListScreen
{
    public static async Task<DashboardScreen> ShowAsync(DashboardRequest request)
    {
        var listing = request.Http.RequestServices.GetRequiredService<PageListing>();
        request.Figures.Collect();
        List<DashboardAlias> holders = [.. request.Caches.All.Where(listing.Has)];
        var name = request["name"];
        if ((name.Length == 0 ? holders.FirstOrDefault() : request.Caches.Find(name)) is not { } alias)
            return CacheScreen.Unknown(name);
        var question = PageQuestion.Of(request);
        var answer = PageListing.WhyNotListed(alias) is null
            ? await request.Caches.AskAsync(alias, token => listing.LookAsync(alias, question.From, token), request.Aborted).ConfigureAwait(false)
            : new(new([], 0, false), null);
        return new DashboardScreen("Pages", html => Write(html, request, holders, alias, question, answer)) { Current = DashboardPaths.Pages };
    }

    public static Task<DashboardScreen> PurgeUrlAsync(DashboardRequest request, IFormCollection form)
    {
        var url = form["url"].ToString();
        return PurgeAsync(
            request,
            $"purge the URL {KeyDisplay.Show(url, MayLog(request))}",
            pages => pages.RemoveAsync(url, request.Http, CancellationToken.None),
            DashboardNotices.PurgedUrl);
    }

    public static Task<DashboardScreen> PurgeTagAsync(DashboardRequest request, IFormCollection form)
    {
        var tag = form["tag"].ToString();
        return PurgeAsync(
            request,
            $"purge the tag {KeyDisplay.Show(tag, MayLog(request))}",
            pages => pages.RemoveByTagAsync(tag, CancellationToken.None),
            DashboardNotices.PurgedTag);
    }

    // No cancellation: what has begun goes on when the browser goes away, each cache within its own time limit.
    private static async Task<DashboardScreen> PurgeAsync(DashboardRequest request, string action, Func<IPageCache, ValueTask> purge, string done)
    {
        try
        {
            await purge(request.Http.RequestServices.GetRequiredService<IPageCache>()).ConfigureAwait(false);
        }
        catch (ArgumentException exception)
        {
            var problem = WithoutParameter(exception);
            RemovalLog.Failed(request, action, "refused", MayLog(request) ? problem : "");
            return DashboardScreen.Message(StatusCodes.Status400BadRequest, "Nothing was purged", Shown.Line(problem, 500), DashboardPaths.Pages);
        }
        catch (CacheBackendException exception)
        {
            var alias = request.Caches.Find(exception.Alias);
            var problem = alias is null ? "" : request.Caches.ExplainRemoval(alias, exception);
            RemovalLog.Failed(request, action, $"done in part, the cache '{exception.Alias}' failed", problem);
            return DashboardScreen.Message(
                StatusCodes.Status503ServiceUnavailable,
                "Not everything was purged",
                $"The cache '{exception.Alias}' failed. {problem} Where others failed too, the log names them (events 2001 and 2006); all that did not were purged.",
                DashboardPaths.Pages);
        }
        catch (Exception exception)
        {
            // An IPageCache of the application's own may throw anything.
            RemovalLog.Failed(request, action, "failed, a part of it may be gone", $"It failed with {exception.GetType().FullName}.");
            throw;
        }

        RemovalLog.Done(request, action);
        return DashboardScreen.Redirect(request.Link(DashboardPaths.Pages, (DashboardNotices.Parameter, done)));
    }

    // Which caches hold pages of a URL nobody knows: a log that must not show the keys of one must show none.
    private static bool MayLog(DashboardRequest request)
    {
        var listing = request.Http.RequestServices.GetRequiredService<PageListing>();
        return request.Caches.All.Where(listing.Has).All(static alias => alias.Settings.LogKeys);
    }

    // The name of the parameter is for programmers.
    private static string WithoutParameter(ArgumentException exception) =>
        exception.Message.Split(" (Parameter '", 2)[0];

    private static void Write(
        HtmlWriter html,
        DashboardRequest request,
        List<DashboardAlias> holders,
        DashboardAlias alias,
        PageQuestion question,
        Answer<PageWindow> answer)
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
