using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheKit.Benchmarks.Pages;

/// <summary>One server of the comparison, in a process of its own: <c>serve kind</c>. Prints its address, ends with its input.</summary>
internal static class PageServer
{
    /// <summary>The path below which the pages lie.</summary>
    public const string Pages = "/page";

    /// <summary>The path of the bytes that the server has allocated.</summary>
    public const string Allocated = "/allocated";

    // Above the number of pages that are asked for.
    private const string MaxEntries = "2000";

    /// <summary>The header fields that the bare endpoint sends, as JSON.</summary>
    public const string FieldsVariable = "BENCHMARK_FIELDS";

    private static readonly byte[] _page = [.. Enumerable.Range(0, 10 * 1024).Select(static place => (byte)('a' + (place % 26)))];

    public static async Task RunAsync(PageServerKind kind)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        AddCache(builder, kind);
        await using var app = builder.Build();
        UseCache(app, kind);
        var endpoint = app.MapGet(Pages + "/{number:int}", kind == PageServerKind.Bare ? BarePage() : WritePageAsync);
        if (kind == PageServerKind.OutputCaching)
            endpoint.CacheOutput(static policy => policy.Expire(TimeSpan.FromHours(1)));
        app.MapGet(Allocated, static (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return GC.GetTotalAllocatedBytes();
        });
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
    }

    private static void AddCache(WebApplicationBuilder builder, PageServerKind kind)
    {
        switch (kind)
        {
            case PageServerKind.CacheKit:
                builder.Configuration["Caches:default:Backend"] = "locmem";
                builder.Configuration["Caches:default:Options:MaxEntries"] = MaxEntries;
                builder.AddCacheKit().AddPages();
                break;
            case PageServerKind.OutputCaching:
                builder.Services.AddOutputCache();
                break;
            case PageServerKind.ResponseCaching:
                builder.Services.AddResponseCaching();
                break;
        }
    }

    private static void UseCache(WebApplication app, PageServerKind kind)
    {
        switch (kind)
        {
            case PageServerKind.CacheKit:
                app.UseSiteCache();
                break;
            case PageServerKind.OutputCaching:
                app.UseOutputCache();
                break;
            case PageServerKind.ResponseCaching:
                app.UseResponseCaching();
                break;
        }
    }

    // The page as its author wrote it; who caches it adds what he adds.
    private static async Task WritePageAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = _page.Length;
        context.Response.Headers.CacheControl = "public, max-age=3600";
        await context.Response.Body.WriteAsync(_page);
    }

    private static RequestDelegate BarePage()
    {
        var fields = JsonSerializer.Deserialize<KeyValuePair<string, string>[]>(Environment.GetEnvironmentVariable(FieldsVariable) ?? "[]")!;
        return async context =>
        {
            foreach (var (name, value) in fields)
                context.Response.Headers[name] = value;
            await context.Response.BodyWriter.WriteAsync(_page);
        };
    }
}
