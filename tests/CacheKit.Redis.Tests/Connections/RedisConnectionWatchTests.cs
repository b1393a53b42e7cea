using CacheKit.Conformance;
using CacheKit.Redis.Connections;
using CacheKit.Redis.Tests.Configuration;
using CacheKit.TestServers;
using StackExchange.Redis;

namespace CacheKit.Redis.Tests.Connections;

public sealed class RedisConnectionWatchTests
{
    private const int Disconnected = 1201;
    private const int Connected = 1202;

    /// <summary>Behind Sentinels that are away, or where the database is missing, each attempt makes a multiplexer of its own.</summary>
    [Fact]
    public async Task A_server_that_many_attempts_have_missed_is_told_as_lost_once_and_as_there_once()
    {
        using var logs = new RecordedLogs();
        await using var server = await RedisServer.StartNewAsync();
        var watch = new RedisConnectionWatch("default", "redis://cache", TimeProvider.System, logs);
        var options = server.NewOptions();
        options.AbortOnConnectFail = false;
        options.ConnectRetry = 1;
        watch.WatchAttempts(options);
        int attempts = 0;
        options.ConnectionAttemptCompleted += (_, _) => Interlocked.Increment(ref attempts);
        await server.KillAsync();
        for (int time = 0; time < 3; time++)
        {
            int before = attempts;
            await using var inVain = await ConnectionMultiplexer.ConnectAsync(options);
            await RedisApplication.WaitAsync(() => attempts > before);
        }

        Assert.Equal([Disconnected], logs.Lines.Select(static line => line.Id.Id));

        await server.StartAsync();
        await using var made = await ConnectionMultiplexer.ConnectAsync(options);
        watch.Join(made);
        await RedisApplication.WaitAsync(() => logs.Lines.Count > 1);

        Assert.Equal([Disconnected, Connected], logs.Lines.Select(static line => line.Id.Id));
    }
}
