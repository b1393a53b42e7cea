using CacheKit.Redis.Tests.Servers;
using CacheKit.TestServers;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Redis.Tests.Pages;

public sealed class RedisPageTests(RedisServers servers) : PageFacts.PageFacts
{
    protected override async Task ConfigureAsync(IDictionary<string, string?> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings["Backend"] = "redis";
        settings["Location"] = $"redis://{TestServer.Host}:{(await servers.Open.GetAsync()).Port}/{servers.NextDatabase()}";
        settings["Options:Timeout"] = "60";
    }

    protected override void Register(ICacheKitBuilder builder) => builder.AddRedis();
}
