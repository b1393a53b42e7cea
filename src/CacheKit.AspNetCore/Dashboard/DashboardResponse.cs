using System.Text;
using CacheKit.AspNetCore.Dashboard.Views;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.Dashboard;

/// <summary>Sends the pages of a dashboard, under headers that let nobody keep, frame or script them.</summary>
internal static class DashboardResponse
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static async Task SendAsync(DashboardRequest request, DashboardScreen page)
    {
        var response = request.Http.Response;
        if (page.Location is { } location)
        {
            SetHeaders(response.Headers);
            response.StatusCode = StatusCodes.Status303SeeOther;
            response.Headers.Location = location;
            return;
        }

        // First: a form on it sets headers of its own.
        var body = Encoding.UTF8.GetBytes(LayoutView.Write(request, page));
        SetHeaders(response.Headers);
        response.StatusCode = page.Status;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(request.Http.Request.Method))
            await response.Body.WriteAsync(body, request.Aborted).ConfigureAwait(false);
    }

    private static void SetHeaders(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store";
        headers.Pragma = default;
        headers.ContentSecurityPolicy = Policy;
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        // The URLs hold keys.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Nor has who opened the window a hold on it.
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["X-Robots-Tag"] = "noindex, nofollow";
    }
}
