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

    /// <summary>The path below which pages lie that say <c>Cache-Control: private</c>.</summary>
    public const string PrivatePages = "/private";

    /// <summary>The path below which pages lie that set a cookie.</summary>
    public const string CookiePages = "/cookie";

    /// <summary>The path below which pages lie that take <see cref="SlowPageTime"/> to make.</summary>
    public const string SlowPages = "/slow";

    /// <summary>The path of the number of slow pages that were made.</summary>
    public const string SlowPagesMade = "/slow-made";

    /// <summary>The path of the bytes that the server has allocated.</summary>
    public const string Allocated = "/allocated";

    // Above the number of pages that are asked for.
    private const string MaxEntries = "2000";

    /// <summary>The header fields that the bare endpoint sends, as JSON.</summary>
    public const string FieldsVariable = "BENCHMARK_FIELDS";

    /// <summary>The Redis server, as <c>host:port</c>.</summary>
    public const string RedisVariable = "BENCHMARK_REDIS";

    public static readonly TimeSpan SlowPageTime = TimeSpan.FromMilliseconds(50);

    private static readonly byte[] _page = [.. Enumerable.Range(0, 10 * 1024).Select(static place => (byte)('a' + (place % 26)))];

    private static int _slowPagesMade;

    private static string Redis =>
        Environment.GetEnvironmentVariable(RedisVariable) ?? throw new InvalidOperationException($"{RedisVariable} names no server.");

    public static async Task RunAsync(PageServerKind kind)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        AddCache(builder, kind);
        await using var app = builder.Build();
        UseCache(app, kind);
        MapPages(app, kind);
        app.MapGet(Allocated, static (HttpContext context) => Tell(context, GC.GetTotalAllocatedBytes()));
        app.MapGet(SlowPagesMade, static (HttpContext context) => Tell(context, Volatile.Read(ref _slowPagesMade)));
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
    }

    private static void MapPages(WebApplication app, PageServerKind kind)
    {
        var pages = app.MapGroup("");
        pages.MapGet(Pages + "/{number:int}", kind == PageServerKind.Bare ? BarePage() : static context => WritePageAsync(context, "public, max-age=3600"));
        pages.MapGet(PrivatePages + "/{number:int}", static context => WritePageAsync(context, "private"));
        pages.MapGet(CookiePages + "/{number:int}", static context =>
        {
            context.Response.Headers.SetCookie = "seen=yes";
            return WritePageAsync(context, "public, max-age=3600");
        });
        pages.MapGet(SlowPages + "/{number:int}", static async context =>
        {
            Interlocked.Increment(ref _slowPagesMade);
            await Task.Delay(SlowPageTime);
            await WritePageAsync(context, "public, max-age=3600");
        });
        if (kind is PageServerKind.OutputCaching or PageServerKind.OutputCachingWithoutLocking or PageServerKind.OutputCachingOnRedis)
            pages.CacheOutput(policy => policy.Expire(TimeSpan.FromHours(1)).SetLocking(kind != PageServerKind.OutputCachingWithoutLocking));
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
            case PageServerKind.CacheKitOnRedis:
                builder.Configuration["Caches:default:Backend"] = "redis";
                builder.Configuration["Caches:default:Location"] = $"redis://{Redis}/1";
                builder.AddCacheKit().AddPages().AddRedis();
                break;
            case PageServerKind.OutputCachingOnRedis:
                builder.Services.AddStackExchangeRedisOutputCache(static options => options.Configuration = $"{Redis},defaultDatabase=2");
                builder.Services.AddOutputCache();
                break;
            case PageServerKind.OutputCaching or PageServerKind.OutputCachingWithoutLocking:
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
            case PageServerKind.CacheKit or PageServerKind.CacheKitOnRedis:
                app.UseSiteCache();
                break;
            case PageServerKind.OutputCaching or PageServerKind.OutputCachingWithoutLocking or PageServerKind.OutputCachingOnRedis:
                app.UseOutputCache();
                break;
            case PageServerKind.ResponseCaching:
                app.UseResponseCaching();
                break;
        }
    }

    // The page as its author wrote it; who caches it adds what he adds.
    private static async Task WritePageAsync(HttpContext context, string cacheControl)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = _page.Length;
        context.Response.Headers.CacheControl = cacheControl;
        await context.Response.Body.WriteAsync(_page);
    }

    private static long Tell(HttpContext context, long figure)
    {
        context.Response.Headers.CacheControl = "no-store";
        return figure;
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
