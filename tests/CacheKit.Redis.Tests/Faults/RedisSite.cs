using CacheKit.TestServers;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>Starts sites whose pages are on a Redis that may fail.</summary>
internal static class RedisSite
{
    /// <summary>Starts one.</summary>
    /// <param name="server">The server.</param>
    /// <param name="timeout">How long a call may take, in seconds.</param>
    /// <param name="port">Where the server is reached; null for its own port.</param>
    public static Task<FaultySite> StartAsync(RedisServer server, string timeout = "0.5", int? port = null) => FaultySite.StartAsync(
        static builder => builder.AddRedis(),
        ("Backend", "redis"),
        ("Location", $"redis://{TestServer.Host}:{port ?? server.Port}"),
        ("Options:Timeout", timeout),
        ("Options:ConnectTimeout", "1"));

    /// <summary>Starts one, and its load.</summary>
    /// <param name="server">The server.</param>
    /// <param name="port">Where it is reached; null for its own port.</param>
    public static async Task<FaultRun> StartRunAsync(RedisServer server, int? port = null) =>
        new(await StartAsync(server, port: port), () => CountConnectionsAsync(server));

    private static async Task<int> CountConnectionsAsync(RedisServer server) =>
        $"{await server.ExecuteAsync("CLIENT", "LIST")}".Split('\n').Count(static line => line.Contains(" name=CacheKit ", StringComparison.Ordinal));
}
