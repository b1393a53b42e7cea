using CacheKit.Redis.Tests.Configuration;
using CacheKit.TestServers;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CacheKit.Redis.Tests.Connections;

/// <summary>Settings that name a database which the servers do not have.</summary>
public sealed class DatabaseNumberTests
{
    private const string Words = "Redis does not have a database 99 (Location, as in redis://host:6379/1, or Options:Db): it has 17 (its setting 'databases'), counted from 0.";

    private static readonly RedisServerSettings _settings = new() { Arguments = ["--databases", "17"] };

    [Fact]
    public async Task A_number_that_is_too_high_is_told_with_the_setting_and_how_many_there_are()
    {
        await using var server = await RedisServer.StartNewAsync(_settings);
        await using var application = RedisApplication.Make(("Location", $"redis://{TestServer.Host}:{server.Port}/99"));

        await AssertToldAsync(application, Words);

        await RedisApplication.WaitAsync(() => application.LinesOf(1201).Count == 1);
        Assert.Contains(Words, application.LinesOf(1201)[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_highest_number_does()
    {
        await using var server = await RedisServer.StartNewAsync(_settings);
        await using var application = RedisApplication.Make(("Location", $"redis://{TestServer.Host}:{server.Port}/16"));

        await application.AssertUsableAsync();
    }

    [Fact]
    public async Task It_is_told_also_where_the_multiplexer_is_the_applications()
    {
        await using var server = await RedisServer.StartNewAsync(_settings);
        await using var theirs = await ConnectionMultiplexer.ConnectAsync(server.NewOptions());
        await using var application = RedisApplication.Make(
            services => services.AddSingleton<IConnectionMultiplexer>(theirs), ("Options:Multiplexer", "services"), ("Options:Db", "99"));

        await AssertToldAsync(application, Words);

        Assert.True(theirs.IsConnected);
    }

    [Fact]
    public async Task A_server_that_comes_later_has_it_told_by_each_call()
    {
        await using var server = await RedisServer.StartNewAsync(_settings);
        await server.KillAsync();
        await using var application = RedisApplication.Make(("Location", $"redis://{TestServer.Host}:{server.Port}/99"));
        await application.AssertFailsAsync("Redis cannot be reached");
        await server.StartAsync();

        await AssertToldAsync(application, "Redis does not have a database");
    }

    [Fact]
    public async Task A_cluster_has_no_second_one()
    {
        await using var cluster = await RedisCluster.StartNewAsync();
        await using var application = RedisApplication.Make(("Location", $"redis://{TestServer.Host}:{cluster.Primaries[0].Port}/1"));

        await AssertToldAsync(application, "Redis is a cluster, and a cluster has one database, 0: leave the number out of Location and Options:Db; a KeyPrefix keeps caches apart.");
    }

    private static Task AssertToldAsync(RedisApplication application, string words) => Patience.UntilAsync(async () =>
        (await Assert.ThrowsAsync<CacheBackendException>(async () => await application.Cache.GetAsync<int>("key", TestContext.Current.CancellationToken)))
            .Message.Contains(words, StringComparison.Ordinal));
}
