using Almanac.Tests;
using CacheKit.Browser.Tests;
using CacheKit.TestServers;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(BrowserSession))]

namespace CacheKit.Browser.Tests;

/// <summary>
/// The sample as a process of its own, and the system's Chromium; one of each for all tests. Nothing is downloaded: where
/// there is no Chromium the tests are skipped, and fail in continuous integration.
/// </summary>
public sealed class BrowserSession : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private static readonly string[] _arguments =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    private readonly TemporaryFolder _folder = new();
    private SiteProcess? _site;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where the sample listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Where screenshots are kept.</summary>
    public static string ScreenshotFolder { get; } = Path.Combine(FindRoot(), "artifacts", "screenshots");

    private static bool IsContinuousIntegration => Environment.GetEnvironmentVariable("CI") is "true" or "1";

    /// <summary>Starts the sample and the browser, if there is one.</summary>
    public async ValueTask InitializeAsync()
    {
        // A page may take its time where other tests run beside these.
        Assertions.SetDefaultExpectTimeout(20_000);
        if (!File.Exists(Chromium))
            return;

        try
        {
            _site = AlmanacProcess.Start(_folder, "--Almanac:PostsPerMinute", "100000");
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = _arguments });
            Address = await _site.ReadAddressAsync();
        }
        catch
        {
            // Nobody disposes what never came to be: the site would live on.
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>A visitor with cookies of his own.</summary>
    public async Task<Visit> BeginVisitAsync(Action<BrowserNewContextOptions>? configure = null)
    {
        if (_browser is null)
            RefuseWithoutBrowser();

        var options = new BrowserNewContextOptions
        {
            BaseURL = Address.ToString(),
            Locale = "en-GB",
            TimezoneId = "Europe/Zurich",
            ViewportSize = new() { Width = 1280, Height = 900 },
        };
        configure?.Invoke(options);
        var context = await _browser!.NewContextAsync(options);
        return new Visit(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_site is not null)
            await _site.DisposeAsync();
        _folder.Dispose();
    }

    private static void RefuseWithoutBrowser()
    {
        const string Reason = $"There is no {Chromium}. To install it: apt-get update && apt-get install -y chromium";
        if (IsContinuousIntegration)
            Assert.Fail(Reason);
        Assert.Skip(Reason);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CacheKit.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException($"{AppContext.BaseDirectory} does not lie in the repository.");
    }
}
