using CacheKit.TestServers;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Redis.Tests.Registration;

/// <summary>A cache without any configuration: all of it is said in code.</summary>
public sealed class CodeOnlyTests
{
    [Fact]
    public async Task An_application_without_a_configuration_works_from_code_alone()
    {
        await using var server = await RedisServer.StartNewAsync(new() { User = "alice", Password = "secret", Rules = ["~*", "&*", "+@all"] });
        var services = new ServiceCollection();
        services.AddCacheKit().AddRedis();
        services.Configure<CacheOptions>("default", options =>
        {
            options.Backend = "redis";
            options.Locations = [$"redis://{RedisServer.Host}:{server.Port}"];
            options.BackendOptions["Username"] = "alice";
            options.BackendOptions["Password"] = "secret";
            options.BackendOptions["Db"] = "3";
            options.KeyPrefix = "shop";
            options.Timeout = TimeSpan.FromMinutes(5);
        });
        await using var provider = services.BuildServiceProvider();
        var cache = provider.GetRequiredService<ICache>();

        await cache.SetAsync("key", "value", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("value", await cache.GetAsync<string>("key", TestContext.Current.CancellationToken));
    }
}
