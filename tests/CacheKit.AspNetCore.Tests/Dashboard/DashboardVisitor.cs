using System.Net;
using System.Text.RegularExpressions;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Dashboard;

/// <summary>A browser without scripts: it keeps its cookie, and sends forms as the last page has them.</summary>
internal sealed partial class DashboardVisitor(TestSite site)
{
    private string? _cookie;
    private string _page = "";

    /// <summary>The name that the visitor signs in by; null for none.</summary>
    public string? User { get; init; }

    /// <summary>Fires when the visitor goes away without an answer.</summary>
    public CancellationToken Patience { get; init; } = TestContext.Current.CancellationToken;

    public async Task<DashboardAnswer> GetAsync(string path)
    {
        var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path));
        _page = answer.Html;
        return answer;
    }

    /// <summary>Sends a form with the token of the last page.</summary>
    public Task<DashboardAnswer> PostAsync(string path, params (string Name, string Value)[] fields) =>
        PostWithoutTokenAsync(path, [.. fields, ("__RequestVerificationToken", Token().Match(_page) is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : "")]);

    public Task<DashboardAnswer> PostWithoutTokenAsync(string path, params (string Name, string Value)[] fields) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value))) });

    private async Task<DashboardAnswer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            if (_cookie is not null)
                request.Headers.Add("Cookie", _cookie);
            if (User is not null)
                request.Headers.Add("X-Test-User", User);
            using var response = await site.Client.SendAsync(request, Patience);
            if (response.Headers.TryGetValues("Set-Cookie", out var cookies))
                _cookie = cookies.First().Split(';')[0];
            return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers.Location?.ToString());
        }
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
