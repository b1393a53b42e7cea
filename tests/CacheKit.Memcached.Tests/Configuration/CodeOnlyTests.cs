using CacheKit.TestServers;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Memcached.Tests.Configuration;

/// <summary>A cache without any configuration: all of it is said in code.</summary>
public sealed class CodeOnlyTests
{
    [Fact]
    public async Task An_application_without_a_configuration_works_from_code_alone()
    {
        await using var server = await MemcachedServer.StartNewAsync(new());
        var services = new ServiceCollection();
        services.AddCacheKit().AddMemcached();
        services.Configure<CacheOptions>("default", options =>
        {
            options.Backend = "memcached";
            options.Locations = [server.Location];
            options.BackendOptions["Distribution"] = "ketama";
            options.BackendOptions["Timeout"] = "20";
            options.KeyPrefix = "shop";
            options.Timeout = TimeSpan.FromMinutes(5);
        });
        await using var provider = services.BuildServiceProvider();
        var cache = provider.GetRequiredService<ICache>();

        await cache.SetAsync("key", "value", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("value", await cache.GetAsync<string>("key", TestContext.Current.CancellationToken));
    }
}
