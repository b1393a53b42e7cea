using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace CacheKit.TestServers;

/// <summary>A Redis Sentinel, which watches a leader and makes a replica the leader when it is gone.</summary>
public sealed class RedisSentinel : TestServer
{
    /// <summary>What Sentinel calls the servers that it watches.</summary>
    public const string ServiceName = "almanac";

    private readonly RedisReplicas _watched;

    private RedisSentinel(string program, RedisReplicas watched)
        : base(program) => _watched = watched;

    /// <summary>Starts a Sentinel; returns when it could put a replica in the leader's place.</summary>
    /// <param name="watched">The servers that it watches.</param>
    public static Task<RedisSentinel> StartNewAsync(RedisReplicas watched) =>
        StartNewAsync(new RedisSentinel(ServerPrograms.Require("redis-server", "redis-server"), watched));

    /// <summary>How to ask Sentinel for the leader and connect to it.</summary>
    public ConfigurationOptions NewOptions() => new()
    {
        EndPoints = { new IPEndPoint(IPAddress.Loopback, Port) },
        ServiceName = ServiceName,
        AbortOnConnectFail = false,
    };

    /// <summary>The port of the server that Sentinel takes for the leader.</summary>
    public async Task<int> FindLeaderAsync()
    {
        var address = await ExecuteAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", ServiceName);
        return (int)address[1];
    }

    // Sentinel writes what it learns into its own configuration.
    private protected override Task PrepareAsync()
    {
        Folder.Write("sentinel.conf", $"""
            sentinel monitor {ServiceName} {Host} {_watched.Leader.Port} 1
            sentinel down-after-milliseconds {ServiceName} 1000
            sentinel failover-timeout {ServiceName} 5000

            """);
        return Task.CompletedTask;
    }

    private protected override IEnumerable<string> Arguments() =>
        [Folder.Combine("sentinel.conf"), "--sentinel", "--bind", Host, "--port", $"{Port}", "--dir", Folder.FullPath];

    private protected override async Task ConnectAsync(CancellationToken cancellationToken)
    {
        using (var client = new TcpClient())
            await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
        var replicas = (RedisResult[])(await ExecuteAsync("SENTINEL", "REPLICAS", ServiceName))!;
        int healthy = replicas.Count(
            static replica => replica.ToDictionary() is var fields && $"{fields["master-link-status"]}" == "ok" && $"{fields["flags"]}" == "slave");
        if (healthy < _watched.Replicas.Count)
            throw new InvalidOperationException($"It knows {healthy} healthy replicas of {_watched.Replicas.Count}.");
    }

    private async Task<RedisResult> ExecuteAsync(string command, params object[] arguments)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions
        {
            EndPoints = { new IPEndPoint(IPAddress.Loopback, Port) },
            CommandMap = CommandMap.Sentinel,
            AllowAdmin = true,
        });
        return await connection.GetServers()[0].ExecuteAsync(command, arguments);
    }
}
