using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheKit.Database.Tests.Servers;

/// <summary>A site whose only page is the number of times that it was made, cached on a server.</summary>
internal sealed class PageSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private PageSite(WebApplication app)
    {
        _app = app;
        _client = app.GetTestClient();
    }

    public static async Task<PageSite> StartAsync(ServerKind kind, (string Name, string? Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Caches:default:Backend", (string?)kind.Backend)]);
        builder.Configuration.AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create($"Caches:default:{setting.Name}", setting.Value)));
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        kind.Register(builder.AddCacheKit().AddPages());
        var app = builder.Build();
        app.UseSiteCache();
        int made = 0;
        app.MapGet("/", () => Interlocked.Increment(ref made).ToString(CultureInfo.InvariantCulture));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new PageSite(app);
    }

    /// <summary>The page; an answer other than 200 is an error.</summary>
    public Task<string> GetAsync() => _client.GetStringAsync("/", TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }
}
