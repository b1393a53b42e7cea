using System.Globalization;
using CacheKit.Backends;
using CacheKit.Browser.Tests.Dashboard;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Time.Testing;

[assembly: AssemblyFixture(typeof(DashboardShop))]

namespace CacheKit.Browser.Tests.Dashboard;

/// <summary>
/// A shop in this process that has been busy for an hour: its clock is the tests' own. One of its caches is on a server that is
/// away, one has never been used.
/// </summary>
public sealed class DashboardShop : IAsyncLifetime
{
    private readonly Almanac.Tests.TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 4, 9, 30, 0, TimeSpan.Zero));
    private WebApplication? _app;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Its default cache.</summary>
    public ICache Cache => _app!.Services.GetRequiredService<ICache>();

    /// <summary>Opens the shop.</summary>
    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Shop", EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Caches:default:Backend"] = "locmem",
            ["Caches:default:Options:MaxEntries"] = "10000",
            ["Caches:files:Backend"] = "file",
            ["Caches:files:Location"] = _folder.Combine("files"),
            ["Caches:sessions:Backend"] = "away",
            ["Caches:sessions:Location"] = "tcp://shop:s3cret@sessions.example:6379",
            ["Caches:unused:Backend"] = "locmem",
            ["Caches:unused:Location"] = "unused",
        });
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddAntiforgery();
        builder.AddCacheKit()
            .AddBackend(new CacheBackendDescriptor("away", static _ => new AwayBackend())
            {
                IsOutage = static failure => failure is IOException,
                Explain = static failure => new IOException("The server cannot be reached: check that it runs, and host and port in Location.", failure),
            })
            .AddPages(static options => options.Timeout = TimeSpan.FromHours(3));
        _app = builder.Build();
        _app.UseSiteCache();
        _app.MapGet("/{**path}", static (string? path, HttpContext context) =>
        {
            context.AddPageTags("shop", $"department:{path?.Split('/')[0]}");
            return Results.Text(string.Create(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<title>{path}</title>\n<h1>{path}</h1>\n<p>{new string('.', 400 + (97 * (path?.Length ?? 0)))}</p>\n"), "text/html");
        });
        _app.MapCacheDashboard();
        _app.MapCacheDashboard("/_look", static options => (options.ReadOnly, options.ShowValues) = (true, false));
        await _app.StartAsync(TestContext.Current.CancellationToken);
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        await BeBusyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        _folder.Dispose();
    }

    private async Task BeBusyAsync()
    {
        using var client = new HttpClient { BaseAddress = Address };
        await client.GetStringAsync("/_cache", TestContext.Current.CancellationToken);
        var caches = _app!.Services.GetRequiredService<ICaches>();
        await StoreAsync(caches);
        for (var minute = 0; minute < 58; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            // A quiet time in the middle.
            if (minute is > 24 and < 29)
                continue;
            for (var visit = 0; visit < 6 + (minute % 7); visit++)
            {
                await client.GetStringAsync($"/{Department(minute + visit)}/{(minute * visit) % 40}", TestContext.Current.CancellationToken);
                await caches["files"].GetAsync<string>($"basket:{(visit + minute) % (minute < 40 ? 9 : 14)}", TestContext.Current.CancellationToken);
            }
        }

        for (var call = 0; call < 6; call++)
            await Assert.ThrowsAsync<CacheBackendException>(async () => await caches["sessions"].GetAsync<string>("session:1", TestContext.Current.CancellationToken));
    }

    private static async Task StoreAsync(ICaches caches)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        for (var number = 0; number < 9; number++)
            await caches["files"].SetAsync($"basket:{number}", $"{number} items", TimeSpan.FromHours(4), cancellationToken);
        var cache = caches.Default;
        await cache.SetAsync("report:2026", new { Title = "The year", Pages = 12, Chapters = new[] { "Spring", "Summer", "Autumn" } }, TimeSpan.FromHours(6), cancellationToken);
        await cache.SetAsync("thumbnail", Enumerable.Range(0, 300).Select(static number => (byte)(number * 7)).ToArray(), TimeSpan.FromDays(3), cancellationToken);
        await cache.SetAsync("visits", 41, CacheTimeout.Never, cancellationToken);
        await cache.SetAsync("\"'><img src=x onerror=alert(1)><script>document.title='owned'</script>", "<script>document.title='owned'</script>", TimeSpan.FromHours(6), cancellationToken);
        await cache.SetAsync("doomed", "soon gone", TimeSpan.FromHours(6), cancellationToken);
    }

    private static string Department(int number) => ((string[])["books", "garden", "kitchen", "music", "toys"])[number % 5];
}
