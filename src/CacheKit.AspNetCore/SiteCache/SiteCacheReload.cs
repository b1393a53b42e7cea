using CacheKit.Configuration.Reload;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CacheKit.AspNetCore.SiteCache;

/// <summary>
/// The settings of the site, which follow the configuration while the application runs. What is part of keys, or of what
/// was put together at the start, stays as it was then.
/// </summary>
internal sealed class SiteCacheReload : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IOptionsFactory<SiteCacheOptions> _factory;
    private readonly ReloadWatch _watch;
    private readonly ReloadReport _report;
    private readonly bool _isDevelopment;
    private readonly SiteCacheOptions _started;
    private SiteCacheOptions _options;
    private volatile SiteCacheSettings _settings;
    private bool _isDisposed;

    /// <param name="watch">What the options come from, watched already.</param>
    /// <param name="started">The options that the application starts with.</param>
    /// <param name="factory">Makes them anew.</param>
    /// <param name="isDevelopment">Whether the application runs in Development.</param>
    /// <param name="logger">Where changes are told.</param>
    /// <exception cref="CacheConfigurationException">Something is wrong; the message names all of it.</exception>
    public SiteCacheReload(
        ReloadWatch watch, SiteCacheOptions started, IOptionsFactory<SiteCacheOptions> factory, bool isDevelopment, ILogger<SiteCacheReload> logger)
    {
        _watch = watch;
        _factory = factory;
        _isDevelopment = isDevelopment;
        _report = new ReloadReport(logger);
        _options = _started = started;
        _settings = AtStart = new SiteCacheSettings(started, isDevelopment);
        watch.Begin(Reload);
    }

    /// <summary>Those that the application started with.</summary>
    public SiteCacheSettings AtStart { get; }

    /// <summary>Those of now. Of two readings in one request the second may differ: one is kept.</summary>
    // hot path
    public SiteCacheSettings Settings => _settings;

    public void Dispose()
    {
        _watch.Dispose();
        // Who is reading the configuration still needs the application's services.
        lock (_gate)
            _isDisposed = true;
    }

    private void Reload()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            try
            {
                Take(_factory.Create(Options.DefaultName));
            }
            catch (Exception failure)
            {
                _report.Refused(failure);
            }
        }
    }

    private void Take(SiteCacheOptions options)
    {
        // All of it must be right, also what waits for the next start.
        _ = new SiteCacheSettings(options, _isDevelopment);
        string[] waiting = [.. SiteCacheOptionSettings.Fixed
            .Where(setting => setting.Differs(options, _started)).Select(static setting => $"SiteCache:{setting.Name}")];
        SiteCacheOptionSettings.Keep(_started, options);
        var changed = SiteCacheOptionSettings.Live.Where(setting => setting.Differs(options, _options)).ToList();
        if (changed.Count > 0)
        {
            var before = _options;
            _settings = new SiteCacheSettings(options, _isDevelopment);
            _options = options;
            _report.Changed([.. changed.Select(setting => setting.Describe("SiteCache", options, before))]);
        }

        _report.Waiting(waiting);
    }
}
