using CacheKit.Backends;
using CacheKit.Conformance.Bytes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.AspNetCore.Tests.Hosting;

/// <summary>A site on a loopback port of its own, with a clock that only tests move.</summary>
public sealed class TestSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestSite(WebApplication app, FakeTimeProvider time, BytesBackend? bytes, Traffic traffic)
    {
        _app = app;
        Traffic = traffic;
        Time = time;
        Bytes = bytes;
        Log = app.Services.GetFakeLogCollector();
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address };
    }

    public FakeTimeProvider Time { get; }

    public Traffic Traffic { get; }

    public FakeLogCollector Log { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>The backend of the alias <c>default</c>, where it is one of bytes.</summary>
    public BytesBackend? Bytes { get; }

    /// <summary>Starts a site that caches all of its pages.</summary>
    public static Task<TestSite> StartAsync(Action<WebApplication> map, SiteSetup? setup = null) =>
        StartAsync((setup ?? new SiteSetup()) with
        {
            Pipeline = app =>
        {
            app.UseSiteCache();
            map(app);
        }
        });

    public static async Task<TestSite> StartAsync(SiteSetup setup)
    {
        var traffic = new Traffic();
        var (app, time, bytes) = Build(setup, traffic);
        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new TestSite(app, time, bytes, traffic);
    }

    /// <summary>What became of the oldest request that nobody has asked after yet, when it has ended; null where no page cache saw it.</summary>
    public ValueTask<PageCacheOutcome?> OutcomeAsync() => Traffic.NextOutcomeAsync();

    /// <summary>Sends a GET and tells what became of it.</summary>
    public async Task<PageCacheOutcome?> OutcomeOfAsync(string path, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(path, headers);
        return await OutcomeAsync();
    }

    public async Task<int> StatusOfAsync(string path)
    {
        using var response = await SendAsync(path);
        return (int)response.StatusCode;
    }

    public Task<HttpResponseMessage> SendAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, headers);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The body of the answer to a GET.</summary>
    public async Task<string> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(path, headers);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private static (WebApplication, FakeTimeProvider, BytesBackend?) Build(SiteSetup setup, Traffic traffic)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(TestSite).Assembly.GetName().Name,
            EnvironmentName = setup.Environment,
        });
        builder.Configuration.AddInMemoryCollection(setup.Configuration);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero));
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Logging.AddFakeLogging(static options => options.FilteredLevels.UnionWith([LogLevel.Information, LogLevel.Warning, LogLevel.Error, LogLevel.Critical]));

        setup.ServicesBefore?.Invoke(builder.Services);
        var kit = builder.AddCacheKit();
        BytesBackend? bytes = null;
        if (setup.OnBytes)
        {
            bytes = setup.Bytes ?? new BytesBackend(new BytesStore(time));
            kit.AddBackend(new CacheBackendDescriptor("bytes", _ => bytes) { DisposeBackends = false, IsOutage = setup.IsOutage }).Configure("default", static options => options.Backend = "bytes");
        }

        if (setup.WithPages)
            kit.AddPages(setup.Options ?? (static _ => { }));
        setup.Services?.Invoke(builder.Services);

        var app = builder.Build();
        app.Use((context, next) => traffic.FollowAsync(context, next));
        setup.Pipeline(app);
        return (app, time, bytes);
    }
}
