using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Memcached.Tests.Pages;

/// <summary>The facts of pages on real servers.</summary>
public abstract class MemcachedPageFacts : PageFacts.PageFacts
{
    /// <summary>The servers, as configuration names them.</summary>
    protected abstract string Location { get; }

    protected override Task ConfigureAsync(IDictionary<string, string?> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings["Backend"] = "memcached";
        settings["Location"] = Location;
        // A part of the servers that is empty.
        settings["KeyPrefix"] = Guid.NewGuid().ToString("N");
        // Its clock is moved by minutes at once.
        settings["Options:Timeout"] = settings["Options:ConnectTimeout"] = "36000";
        return Task.CompletedTask;
    }

    protected override void Register(ICacheKitBuilder builder) => builder.AddMemcached();
}
