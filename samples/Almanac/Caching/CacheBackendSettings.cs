using Microsoft.Extensions.Configuration.Json;

namespace Almanac.Caching;

/// <summary>
/// <c>--backend file|sqlite|postgresql|mysql|redis|memcached</c>: where the caches are. Each has a settings file of its own, laid over
/// <c>appsettings.json</c> and under everything that a machine or its operator says.
/// </summary>
public static class CacheBackendSettings
{
    private static readonly string[] _backends = ["locmem", "file", "sqlite", "postgresql", "mysql", "redis", "memcached"];

    /// <summary>Adds the settings of the backend that the configuration names; without one, those of <c>appsettings.json</c> hold.</summary>
    public static void AddCacheBackend(this WebApplicationBuilder builder)
    {
        var backend = builder.Configuration["backend"];
        if (backend is null or "locmem")
            return;
        if (!_backends.Contains(backend))
            throw new InvalidOperationException($"--backend '{backend}': expected one of {string.Join(", ", _backends)}.");

        // What the caches keep on this machine is here, and a database makes no folders.
        Directory.CreateDirectory(Path.Combine(builder.Environment.ContentRootPath, "App_Data"));
        var sources = builder.Configuration.Sources;
        var last = sources.ToList().FindLastIndex(static source =>
            source is JsonConfigurationSource { Path: { } path } && path.StartsWith("appsettings.", StringComparison.Ordinal));
        sources.Insert(last + 1, new JsonConfigurationSource { Path = $"appsettings.{backend}.json" });
    }

    /// <summary>A directory of files is named from the root on; the sample's settings name it from the content root.</summary>
    public static void UseContentRoot(this ICacheKitBuilder caches, string contentRoot)
    {
        foreach (var alias in (string[])["default", "statistics", "visits"])
        {
            caches.Configure(alias, options =>
            {
                if (options is { Backend: "file", Location: { } location })
                    options.Location = Path.GetFullPath(location, contentRoot);
            });
        }
    }
}
