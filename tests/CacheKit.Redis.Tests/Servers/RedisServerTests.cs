using CacheKit.TestServers;
using StackExchange.Redis;

namespace CacheKit.Redis.Tests.Servers;

/// <summary>What the Redis servers of the tests can do.</summary>
public sealed class RedisServerTests
{
    [Fact]
    public async Task A_server_comes_back_with_its_port_and_data_however_it_ended()
    {
        await using var server = await RedisServer.StartNewAsync();
        int port = server.Port;
        await server.ExecuteAsync("SET", "kept", 7);

        await server.StopAsync();
        Assert.False(server.IsRunning);
        await Assert.ThrowsAsync<RedisConnectionException>(() => server.ExecuteAsync("PING"));
        await server.StartAsync();
        Assert.Equal(7, (int)await server.ExecuteAsync("GET", "kept"));

        await server.KillAsync();
        await server.StartAsync();
        Assert.Equal(7, (int)await server.ExecuteAsync("GET", "kept"));
        Assert.Equal(port, server.Port);
    }

    [Fact]
    public async Task A_paused_server_answers_only_when_it_goes_on()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.NewOptions());

        server.Pause();
        var answer = connection.GetDatabase().StringSetAsync("key", 1);
        Assert.False(answer.IsCompleted);

        server.Resume();
        Assert.True(await answer);
    }

    [Fact]
    public async Task A_server_is_reached_by_its_socket_too()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.NewSocketOptions());

        await server.ExecuteAsync("SET", "key", 7);

        Assert.Equal(7, (int)await connection.GetDatabase().StringGetAsync("key"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("alice")]
    public async Task A_password_keeps_others_out(string? user)
    {
        await using var server = await RedisServer.StartNewAsync(new() { User = user, Password = "Sesam, öffne dich" });
        await server.ExecuteAsync("PING");

        var options = server.NewOptions();
        options.Password = "wrong";
        options.AbortOnConnectFail = true;

        await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(options));
    }

    [Fact]
    public async Task An_encrypted_server_is_trusted_by_its_certificate()
    {
        await using var server = await RedisServer.StartNewAsync(new() { IsEncrypted = true });
        await server.ExecuteAsync("PING");

        var options = server.NewOptions();
        options.AbortOnConnectFail = true;
        options.CertificateValidation += static (_, _, _, _) => false;

        await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(options));
    }

    [Fact]
    public async Task A_full_server_refuses_to_write()
    {
        await using var server = await RedisServer.StartNewAsync(new() { MaximumMemory = 1 });

        var refusal = await Assert.ThrowsAsync<RedisServerException>(() => server.ExecuteAsync("SET", "key", 1));

        Assert.StartsWith("OOM", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replica_copies_its_leader_and_takes_no_writes()
    {
        await using var servers = await RedisReplicas.StartNewAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(servers.Leader.NewOptions());
        await connection.GetDatabase().StringSetAsync("key", 7);
        Assert.Equal(2, (int)await connection.GetDatabase().ExecuteAsync("WAIT", 2, 0));

        foreach (var replica in servers.Replicas)
        {
            Assert.Equal(7, (int)await replica.ExecuteAsync("GET", "key"));
            await Assert.ThrowsAsync<RedisCommandException>(() => replica.ExecuteAsync("SET", "key", 1));
        }
    }

    [Fact]
    public async Task A_cluster_divides_keys_among_its_primaries()
    {
        await using var cluster = await RedisCluster.StartNewAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(cluster.Primaries[0].NewOptions());

        for (int number = 0; number < 20; number++)
            await connection.GetDatabase().StringSetAsync($"key{number}", number);

        var sizes = await Task.WhenAll(cluster.Primaries.Select(static primary => primary.ExecuteAsync("DBSIZE")));
        Assert.Equal(20, sizes.Sum(static size => (int)size));
        Assert.All(sizes, static size => Assert.NotEqual(0, (int)size));
    }

    [Fact]
    public async Task A_sentinel_puts_a_replica_in_the_place_of_a_leader_that_is_gone()
    {
        await using var servers = await RedisReplicas.StartNewAsync(1);
        await using var sentinel = await RedisSentinel.StartNewAsync(servers);
        Assert.Equal(servers.Leader.Port, await sentinel.FindLeaderAsync());

        await servers.Leader.KillAsync();

        while (await sentinel.FindLeaderAsync() != servers.Replicas[0].Port)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
    }
}
