using CacheKit.Conformance.Bytes;

namespace CacheKit.AspNetCore.Tests.Hosting;

/// <summary>What a <see cref="TestSite"/> is made of.</summary>
public sealed record SiteSetup
{
    public Action<WebApplication> Pipeline { get; init; } = static app => app.UseSiteCache();

    /// <summary>Services added after the page cache, as most applications do.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    public Action<IServiceCollection>? ServicesBefore { get; init; }

    public Action<SiteCacheOptions>? Options { get; init; }

    public Dictionary<string, string?> Configuration { get; init; } = [];

    public string Environment { get; init; } = "Production";

    public bool WithPages { get; init; } = true;

    /// <summary>Keeps pages as bytes, as a server would.</summary>
    public bool OnBytes { get; init; }

    /// <summary>The backend of bytes, shared with another site; null for a new one.</summary>
    public BytesBackend? Bytes { get; init; }

    /// <summary>What the backend of bytes throws when its server is away; then a circuit breaker stands before it.</summary>
    public Func<Exception, bool>? IsOutage { get; init; }
}
