using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CacheKit.AspNetCore.Dashboard.Assets;

/// <summary>A file of the dashboard, embedded in this assembly. Its URL holds the hash of its content, so it can be kept for ever.</summary>
internal sealed class DashboardAsset
{
    private readonly byte[] _content;
    private readonly string _type;

    private DashboardAsset(string name, string type)
    {
        using var stream = typeof(DashboardAsset).Assembly.GetManifestResourceStream($"Dashboard/{name}")
            ?? throw new InvalidOperationException($"The resource Dashboard/{name} is not in the assembly.");
        _content = new byte[stream.Length];
        stream.ReadExactly(_content);
        _type = type;
        Path = $"/assets/{Convert.ToHexStringLower(SHA256.HashData(_content))[..16]}/{name}";
    }

    public static DashboardAsset Style { get; } = new("dashboard.css", "text/css; charset=utf-8");

    public static DashboardAsset Script { get; } = new("dashboard.js", "text/javascript; charset=utf-8");

    public static DashboardAsset Icon { get; } = new("dashboard.svg", "image/svg+xml");

    public static IReadOnlyList<DashboardAsset> All { get; } = [Style, Script, Icon];

    /// <summary>Its path below the dashboard's own.</summary>
    public string Path { get; }

    public Task SendAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = _type;
        response.ContentLength = _content.Length;
        // The browser's alone: who may see the dashboard is for the endpoint to say.
        response.Headers.CacheControl = "private, max-age=31536000, immutable";
        response.Headers[HeaderNames.XContentTypeOptions] = "nosniff";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(_content, context.RequestAborted).AsTask();
    }
}
