using CacheKit.TestServers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CacheKit.Redis.Tests;

/// <summary>
/// Counters shared with a Django application, which makes its keys as <c>KEY_PREFIX:VERSION:key</c> and stores integers as
/// decimal text (docs/migrating-from-django.md).
/// </summary>
public sealed class DjangoCounterTests
{
    private static readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", 1, ":1:visits")]
    [InlineData("shop", 2, "shop:2:visits")]
    public async Task A_counter_that_Django_made_is_counted_here_and_keeps_its_life(string prefix, int version, string key)
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync($"{TestServer.Host}:{server.Port}");
        var database = multiplexer.GetDatabase(1);
        // What cache.set("visits", 41, 300) sends.
        await database.ExecuteAsync("SET", key, "41", "EX", 300);
        await using var services = Services(server, prefix, version);
        var cache = services.GetRequiredService<ICache>();

        Assert.Equal(42, await cache.IncrementAsync("visits", cancellationToken: _token));

        Assert.Equal(42, await cache.GetAsync<int>("visits", cancellationToken: _token));
        // What cache.incr("visits") sends.
        Assert.Equal(43, (long)await database.ExecuteAsync("INCRBY", key, 1));
        Assert.Equal(43, await cache.GetAsync<long>("visits", cancellationToken: _token));
        Assert.InRange((await database.KeyTimeToLiveAsync(key))!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(300));
    }

    [Fact]
    public async Task A_counter_made_here_is_what_Django_reads_as_an_integer()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync($"{TestServer.Host}:{server.Port}");
        await using var services = Services(server, "", 1);

        await services.GetRequiredService<ICache>().SetAsync("visits", 7, cancellationToken: _token);

        Assert.Equal("7", await multiplexer.GetDatabase(1).StringGetAsync(":1:visits"));
    }

    [Fact]
    public async Task A_pickled_value_of_Django_s_is_a_miss()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync($"{TestServer.Host}:{server.Port}");
        // pickle.dumps("text"), protocol 5.
        await multiplexer.GetDatabase(1).StringSetAsync(":1:greeting", Convert.FromHexString("80059508000000000000008C047465787494" + "2E"));
        await using var services = Services(server, "", 1);

        Assert.Null(await services.GetRequiredService<ICache>().GetAsync<string>("greeting", _token));
    }

    private static ServiceProvider Services(RedisServer server, string prefix, int version)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            KeyValuePair.Create("CACHES:default:BACKEND", (string?)"django.core.cache.backends.redis.RedisCache"),
            KeyValuePair.Create("CACHES:default:LOCATION", (string?)$"redis://{TestServer.Host}:{server.Port}/1"),
            KeyValuePair.Create("CACHES:default:KEY_PREFIX", (string?)prefix),
            KeyValuePair.Create("CACHES:default:VERSION", (string?)$"{version}"),
            // For a machine that has much else to do.
            KeyValuePair.Create("CACHES:default:OPTIONS:socket_timeout", (string?)"30"),
        ]).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCacheKit(configuration).AddRedis();
        return services.BuildServiceProvider();
    }
}
