using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheKit.PageFacts.Sites;

/// <summary>One of several instances of a site, on a loopback port, all known by one host name.</summary>
public sealed class PageSite : IAsyncDisposable
{
    private const string Host = "site.example";

    // Names a request, so that whoever has its answer can wait until all is done that comes after it.
    private const string NumberHeader = "X-Number";

    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<PageCacheOutcome?>> _underWay;
    private int _requests;

    private PageSite(WebApplication app, HttpClient client, ConcurrentDictionary<string, TaskCompletionSource<PageCacheOutcome?>> underWay) =>
        (_app, _client, _underWay) = (app, client, underWay);

    public ICache Cache => _app.Services.GetRequiredService<ICache>();

    public IPageCache Pages => _app.Services.GetRequiredService<IPageCache>();

    public IFragmentCache Fragments => _app.Services.GetRequiredService<IFragmentCache>();

    public PageWork Work => _app.Services.GetRequiredService<PageWork>();

    /// <summary>Starts an instance.</summary>
    /// <param name="name">Its name, which its pages tell.</param>
    /// <param name="settings">The settings of the alias <c>default</c>.</param>
    /// <param name="register">Registers the backend.</param>
    /// <param name="clock">What it takes the time from.</param>
    public static async Task<PageSite> StartAsync(
        string name, IReadOnlyDictionary<string, string?> settings, Action<ICacheKitBuilder> register, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(register);
        var builder = LoopbackSite.CreateBuilder(settings);
        builder.Configuration.AddInMemoryCollection([new("SiteCache:Hosts", Host)]);
        builder.Services.AddSingleton(clock).AddSingleton(new PageWork(name));
        builder.Services.AddControllersWithViews();
        register(builder.AddCacheKit().AddPages());
        var app = builder.Build();
        var underWay = new ConcurrentDictionary<string, TaskCompletionSource<PageCacheOutcome?>>();
        app.Use((context, next) => FollowAsync(context, next, underWay));
        app.UseSiteCache();
        Map(app);
        return new PageSite(app, await LoopbackSite.StartAsync(app), underWay);
    }

    /// <summary>The answer to a GET, when all is done that comes after it.</summary>
    public Task<SiteAnswer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, headers);

    /// <summary>The answer to a request, when all is done that comes after it.</summary>
    public async Task<SiteAnswer> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        string number = Interlocked.Increment(ref _requests).ToString(CultureInfo.InvariantCulture);
        var outcome = new TaskCompletionSource<PageCacheOutcome?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _underWay[number] = outcome;
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Host = Host;
        foreach (var (name, value) in headers.Append((NumberHeader, number)))
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return await SiteAnswer.ReadAsync(response, outcome.Task);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    private static Task FollowAsync(HttpContext context, RequestDelegate next, ConcurrentDictionary<string, TaskCompletionSource<PageCacheOutcome?>> underWay)
    {
        // Registered first, so it runs last, when everything has been decided and stored.
        context.Response.OnCompleted(() =>
        {
            if (underWay.TryRemove(context.Request.Headers[NumberHeader].ToString(), out var outcome))
                outcome.TrySetResult(context.Features.Get<IPageCacheFeature>()?.Outcome);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private static void Map(WebApplication app)
    {
        var work = app.Services.GetRequiredService<PageWork>();
        app.MapGet("/page", work.MakeAsync);
        app.MapPost("/page", static () => Results.NoContent());
        app.MapGet("/item/{number}", work.MakeAsync).WithName("item").CachePage(600, "item:{number}, items");
        app.MapPost("/item/{number}", static () => Results.NoContent());
        app.MapGet("/by-kind", work.MakeForKindAsync).CachePage(600, "items");
        app.MapGet("/large", work.MakeLargeAsync);
        app.MapGet("/lasting", work.MakeAsync).CachePage(60, static options =>
            (options.StaleWhileRevalidate, options.StaleIfError, options.Tags) = (TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), "items"));
        app.MapControllers();
    }
}
