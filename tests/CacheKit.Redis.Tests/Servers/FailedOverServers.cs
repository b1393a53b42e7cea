using CacheKit.TestServers;
using StackExchange.Redis;

namespace CacheKit.Redis.Tests.Servers;

/// <summary>Servers behind Sentinel that have lost their leader, and a connection that has lived through it.</summary>
public sealed class FailedOverServers : IAsyncDisposable
{
    private readonly RedisReplicas _servers;
    private readonly RedisSentinel _sentinel;

    private FailedOverServers(RedisReplicas servers, RedisSentinel sentinel, IConnectionMultiplexer connection)
    {
        _servers = servers;
        _sentinel = sentinel;
        Connection = connection;
    }

    public IConnectionMultiplexer Connection { get; }

    /// <summary>Starts the servers and Sentinel, connects, ends the leader, and returns when the connection can write to the next one.</summary>
    /// <param name="settings">What is special about each server.</param>
    public static async Task<FailedOverServers> StartNewAsync(RedisServerSettings settings)
    {
        var servers = await RedisReplicas.StartNewAsync(1, settings);
        var sentinel = await RedisSentinel.StartNewAsync(servers);
        var options = sentinel.NewOptions();
        options.AsyncTimeout = 60_000;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        var connection = await ConnectionMultiplexer.ConnectAsync(options);
        await WriteWhenPossibleAsync(connection.GetDatabase());
        await servers.Leader.KillAsync();
        await WriteWhenPossibleAsync(connection.GetDatabase());
        return new(servers, sentinel, connection);
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await _sentinel.DisposeAsync();
        await _servers.DisposeAsync();
    }

    private static async Task WriteWhenPossibleAsync(IDatabase database)
    {
        while (true)
        {
            try
            {
                await database.StringSetAsync("key", 2);
                return;
            }
            catch (RedisException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }
    }
}
