using CacheKit.AspNetCore.Dashboard.Html;
using CacheKit.AspNetCore.Dashboard.Inspection;
using CacheKit.Inspection;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.Dashboard.Views;

/// <summary>Clearing a cache: a page that says what that destroys, and its form.</summary>
internal static class ClearScreen
{
    public static Task<DashboardScreen> AskAsync(DashboardRequest request)
    {
        if (request.Caches.Find(request["name"]) is not { } alias)
            return Task.FromResult(CacheScreen.Unknown(request["name"]));
        return Task.FromResult(
            new DashboardScreen($"Clear {alias.Name}", html => Write(html, request, alias)) { Current = LayoutView.NavigationOf(alias.Name) });
    }

    public static async Task<DashboardScreen> ClearAsync(DashboardRequest request, IFormCollection form)
    {
        if (request.Caches.Find(form["name"]) is not { } alias)
            return CacheScreen.Unknown(form["name"].ToString());
        var action = $"clear the cache '{alias.Name}'";
        var answer = await request.Caches.RemoveAsync(
            alias,
            async token =>
            {
                await alias.Cache.ClearAsync(token).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        if (answer.Problem is { } problem)
        {
            RemovalLog.Failed(request, action, "failed, a part of it may be gone", problem);
            return DashboardScreen.Message(
                StatusCodes.Status503ServiceUnavailable,
                "The cache may not have been cleared",
                $"{problem} Some of its entries may be gone, others may be there.",
                LayoutView.NavigationOf(alias.Name));
        }

        RemovalLog.Done(request, action);
        return DashboardScreen.Redirect(request.Link(DashboardPaths.Cache, ("name", alias.Name), (DashboardNotices.Parameter, DashboardNotices.Cleared)));
    }

    private static void Write(HtmlWriter html, DashboardRequest request, DashboardAlias alias)
    {
        string[] sharers = [.. request.Caches.All.Where(alias.SharesStoreWith).Select(static other => other.Name)];
        html.Write(
            $"<h1>Clear {Shown.Line(alias.Name, 100)}?</h1>"
            + $"<p class=\"notice warn\">{ClearLoss.Describe(alias.Settings, alias.Place, sharers, alias.IsInThisProcess)}</p>"
            + $"<p>It cannot be undone. What was in the cache is made anew when it is asked for, all at once on a busy site.</p>");
        html.Write(
            $"<form method=\"post\" action=\"{request.Link(DashboardPaths.Clear)}\" class=\"choice\">"
            + $"<input type=\"hidden\" name=\"name\" value=\"{alias.Name}\">");
        request.WriteToken(html);
        html.Write(
            $"<button class=\"danger\">Clear it</button> "
            + $"<a class=\"button\" href=\"{request.Link(DashboardPaths.Cache, ("name", alias.Name))}\">Leave it</a></form>");
    }
}
