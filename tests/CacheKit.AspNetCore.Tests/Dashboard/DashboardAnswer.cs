using System.Net;

namespace CacheKit.AspNetCore.Tests.Dashboard;

/// <summary>What the dashboard answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="Html">The body.</param>
/// <param name="Location">Where it sends the browser.</param>
internal sealed record DashboardAnswer(int Status, string Html, string? Location)
{
    /// <summary>The body as a reader sees it, with its tags.</summary>
    public string Text => WebUtility.HtmlDecode(Html);
}
