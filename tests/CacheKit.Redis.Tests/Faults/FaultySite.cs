using System.Collections.Concurrent;
using CacheKit.Conformance;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>A site on a loopback port, all of whose pages are kept on a Redis that may fail.</summary>
internal sealed class FaultySite : IAsyncDisposable
{
    /// <summary>How many pages it has.</summary>
    public const int Pages = 8;

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<int, int> _made;

    private FaultySite(WebApplication app, RecordedLogs logs, ConcurrentDictionary<int, int> made)
    {
        (_app, Logs, _made) = (app, logs, made);
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(address) };
    }

    public HttpClient Client { get; }

    public RecordedLogs Logs { get; }

    public ICache Cache => _app.Services.GetRequiredService<ICache>();

    public IPageCache PageCache => _app.Services.GetRequiredService<IPageCache>();

    /// <summary>Starts it.</summary>
    /// <param name="settings">The settings of the alias <c>default</c>, by their paths below it.</param>
    public static async Task<FaultySite> StartAsync(params (string Name, string? Value)[] settings)
    {
        var logs = new RecordedLogs();
        var made = new ConcurrentDictionary<int, int>();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(FaultySite).Assembly.GetName().Name });
        builder.Configuration.AddInMemoryCollection(
            [new("Caches:default:Backend", "redis"), .. settings.Select(static setting => KeyValuePair.Create($"Caches:default:{setting.Name}", setting.Value))]);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.AddProvider(logs);
        builder.Services.AddRouting();
        builder.AddCacheKit().AddPages().AddRedis();
        var app = builder.Build();
        app.UseSiteCache();
        app.MapGet("/page/{number:int}", (int number) => Page(number, made.AddOrUpdate(number, 1, static (_, times) => times + 1)));
        app.MapPost("/page/{number:int}", static (int number) => Results.NoContent());
        app.MapGet("/tagged/{number:int}", (int number) => Page(number, made.AddOrUpdate(number, 1, static (_, times) => times + 1))).CachePage(600, "tag");
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new FaultySite(app, logs, made);
    }

    /// <summary>How often a page was made.</summary>
    public int Made(int number) => _made.GetValueOrDefault(number);

    /// <summary>Whether a body is a page's, whole.</summary>
    public static bool IsPage(int number, string body) =>
        body.StartsWith($"page {number} made ", StringComparison.Ordinal) && body.EndsWith(Rest(number), StringComparison.Ordinal) && body.Length < Rest(number).Length + 40;

    /// <summary>A page; an answer other than 200 is an error.</summary>
    public Task<string> GetAsync(string path) => Client.GetStringAsync(path, TestContext.Current.CancellationToken);

    /// <summary>Changes what a page shows.</summary>
    public async Task PostAsync(string path)
    {
        using var response = await Client.PostAsync(path, null, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);
    }

    /// <summary>Waits until pages and values are kept and found.</summary>
    public async Task WaitUntilCachedAsync()
    {
        await Patience.UntilAsync(async () => await GetAsync("/page/0") == await GetAsync("/page/0"));
        await Patience.UntilAsync(async () =>
        {
            try
            {
                await Cache.SetAsync("usable", 1, cancellationToken: TestContext.Current.CancellationToken);
                return await Cache.GetAsync<int>("usable", TestContext.Current.CancellationToken) == 1;
            }
            catch (CacheBackendException)
            {
                return false;
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        Logs.Dispose();
    }

    private static string Page(int number, int times) => $"page {number} made {times} times {Rest(number)}";

    private static string Rest(int number) => new((char)('a' + number), 1000 * (1 + number));
}
