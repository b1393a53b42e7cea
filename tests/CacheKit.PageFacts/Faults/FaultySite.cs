using System.Collections.Concurrent;
using System.Globalization;
using CacheKit.Conformance;
using CacheKit.PageFacts.Sites;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheKit.PageFacts.Faults;

/// <summary>A site on a loopback port, all of whose pages are kept on servers that may fail.</summary>
public sealed class FaultySite : IAsyncDisposable
{
    /// <summary>The tag of every page below <c>/tagged</c>.</summary>
    public const string Tag = "tag";

    private const int PagesOfAKind = 8;

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, int> _made;

    private FaultySite(WebApplication app, HttpClient client, RecordedLogs logs, ConcurrentDictionary<string, int> made) =>
        (_app, Client, Logs, _made) = (app, client, logs, made);

    /// <summary>All of its pages.</summary>
    public static IReadOnlyList<string> Paths { get; } =
        [.. Enumerable.Range(0, PagesOfAKind).SelectMany(static number => new[] { $"/page/{number}", $"/tagged/{number}" })];

    public HttpClient Client { get; }

    public RecordedLogs Logs { get; }

    public ICache Cache => _app.Services.GetRequiredService<ICache>();

    public IPageCache PageCache => _app.Services.GetRequiredService<IPageCache>();

    /// <summary>Starts it.</summary>
    /// <param name="register">Registers the backend.</param>
    /// <param name="settings">The settings of the alias <c>default</c>, by their paths below it.</param>
    public static async Task<FaultySite> StartAsync(Action<ICacheKitBuilder> register, params (string Name, string? Value)[] settings)
    {
        ArgumentNullException.ThrowIfNull(register);
        var logs = new RecordedLogs();
        var made = new ConcurrentDictionary<string, int>();
        var builder = LoopbackSite.CreateBuilder(settings.Select(static setting => KeyValuePair.Create(setting.Name, setting.Value)));
        builder.Logging.AddProvider(logs);
        builder.Services.AddRouting();
        register(builder.AddCacheKit().AddPages());
        var app = builder.Build();
        app.UseSiteCache();
        app.MapGet("/page/{number:int}", MakeAsync);
        app.MapPost("/page/{number:int}", static (int number) => Results.NoContent());
        app.MapGet("/tagged/{number:int}", MakeAsync).CachePage(600, Tag);
        app.MapPost("/tagged/{number:int}", static (int number) => Results.NoContent());
        return new FaultySite(app, await LoopbackSite.StartAsync(app), logs, made);

        Task MakeAsync(HttpContext context)
        {
            string path = context.Request.Path.Value!;
            return context.Response.WriteAsync(Page(path, made.AddOrUpdate(path, 1, static (_, times) => times + 1)));
        }
    }

    /// <summary>How often a page was made.</summary>
    public int Made(string path) => _made.GetValueOrDefault(path);

    /// <summary>How often the page that a body is, whole, had been made with it; null when it is no such page.</summary>
    public static int? TimesOf(string path, string body)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(body);
        return body.Split(' ') is [_, _, var times, ..]
            && int.TryParse(times, NumberStyles.None, CultureInfo.InvariantCulture, out int made)
            && body == Page(path, made) ? made : null;
    }

    /// <summary>A page; an answer other than 200 is an error.</summary>
    public Task<string> GetAsync(string path) => Client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>Changes what a page shows.</summary>
    public async Task PostAsync(string path)
    {
        using var response = await Client.PostAsync(new Uri(path, UriKind.Relative), null, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);
    }

    /// <summary>The address of a page.</summary>
    public string UrlOf(string path) => new Uri(Client.BaseAddress!, path).ToString();

    /// <summary>Waits until pages and values are kept and found, on whichever server.</summary>
    public async Task WaitUntilCachedAsync()
    {
        foreach (string path in Paths)
        {
            await Patience.UntilAsync(async () => await GetAsync(path) == await GetAsync(path));
            await Patience.UntilAsync(async () =>
            {
                try
                {
                    await Cache.SetAsync($"usable{path}", 1, cancellationToken: TestContext.Current.CancellationToken);
                    return await Cache.GetAsync<int>($"usable{path}", TestContext.Current.CancellationToken) == 1;
                }
                catch (CacheBackendException)
                {
                    return false;
                }
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        Logs.Dispose();
    }

    private static string Page(string path, int times)
    {
        int number = path[^1] - '0';
        return string.Create(CultureInfo.InvariantCulture, $"{path} made {times} times {new string((char)('a' + number), 1000 * (1 + number))}");
    }
}
