using System.Globalization;
using System.Text;
using CacheKit.AspNetCore.Dashboard.Figures;
using CacheKit.AspNetCore.Dashboard.Html;
using CacheKit.AspNetCore.Dashboard.Inspection;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.AspNetCore.Dashboard;

/// <summary>One request to a dashboard, with what its pages are made of.</summary>
/// <param name="http">The request.</param>
/// <param name="options">What its visitors may do.</param>
/// <param name="path">The path below the dashboard's own.</param>
internal sealed class DashboardRequest(HttpContext http, CacheDashboardOptions options, string path)
{
    private readonly string _root = RootOf(http.Request, path);

    public HttpContext Http => http;

    public CacheDashboardOptions Options => options;

    public CancellationToken Aborted => http.RequestAborted;

    public DateTimeOffset Now => DashboardServices.TimeOf(http.RequestServices).GetUtcNow();

    public DashboardCaches Caches { get; } = http.RequestServices.GetRequiredService<DashboardCaches>();

    public DashboardFigures Figures { get; } = http.RequestServices.GetRequiredService<DashboardFigures>();

    /// <summary>A parameter of the query; empty when it is not there.</summary>
    public string this[string name] => http.Request.Query[name].ToString();

    /// <summary>A number in the query that is not negative.</summary>
    public int Number(string name, int otherwise) =>
        int.TryParse(this[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    /// <summary>The URL of another page of the dashboard; what has no value is left out.</summary>
    public string Link(string page, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var url = new StringBuilder(_root).Append(page);
        if (url.Length == 0)
            url.Append('/');
        var separator = '?';
        foreach (var (name, value) in query)
        {
            if (string.IsNullOrEmpty(value))
                continue;
            url.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return url.ToString();
    }

    /// <summary>Writes the field without which a form is refused.</summary>
    public void WriteToken(HtmlWriter html)
    {
        var tokens = http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http);
        html.Write($"<input type=\"hidden\" name=\"{tokens.FormFieldName}\" value=\"{tokens.RequestToken}\">");
    }

    // The pattern may have parameters and lie below a base path: what this request came by is what the next ones take.
    private static string RootOf(HttpRequest request, string path)
    {
        var here = request.PathBase.Add(request.Path).Value!.TrimEnd('/');
        return new PathString(here[..^path.Length]).ToUriComponent();
    }
}
