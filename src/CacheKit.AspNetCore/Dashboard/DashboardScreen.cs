using CacheKit.AspNetCore.Dashboard.Html;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.Dashboard;

/// <summary>What a request to the dashboard is answered with.</summary>
/// <param name="Title">The title.</param>
/// <param name="Body">Writes what stands under the navigation.</param>
internal sealed record DashboardScreen(string Title, Action<HtmlWriter> Body)
{
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>The path of the page that the navigation marks, or its cache's name.</summary>
    public string Current { get; init; } = "none";

    /// <summary>Where to go instead; null to show the page.</summary>
    public string? Location { get; init; }

    /// <summary>Whether the figures on it change by themselves.</summary>
    public bool IsLive { get; init; }

    /// <summary>Sends the browser to another page, which it gets by GET.</summary>
    public static DashboardScreen Redirect(string location) => new("", static _ => { }) { Location = location };

    /// <summary>A page that says no more than what is the matter.</summary>
    public static DashboardScreen Message(int status, string title, string text, string current = "none") =>
        new(title, html => html.Write($"<h1>{title}</h1><p class=\"notice bad\" role=\"alert\">{text}</p>")) { Status = status, Current = current };
}
