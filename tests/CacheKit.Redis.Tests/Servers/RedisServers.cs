using CacheKit.Redis.Tests.Servers;
using CacheKit.TestServers;

[assembly: AssemblyFixture(typeof(RedisServers))]

namespace CacheKit.Redis.Tests.Servers;

/// <summary>One server of each kind, and connections to it, for all facts that only need a database of their own.</summary>
public sealed class RedisServers : IAsyncDisposable
{
    private static readonly string[] _manyDatabases = ["--databases", "4000"];

    private readonly Lazy<Task<RedisReplicas>> _replicas = new(() => RedisReplicas.StartNewAsync(settings: new() { Arguments = _manyDatabases }));
    private readonly Lazy<Task<RedisCluster>> _cluster = new(RedisCluster.StartNewAsync);
    private readonly Lazy<Task<FailedOverServers>> _failedOver = new(() => FailedOverServers.StartNewAsync(new() { Arguments = _manyDatabases }));
    private int _databases;

    public RedisServers()
    {
        Tcp = new(async () => (await Open.GetAsync()).NewOptions());
        Socket = new(async () => (await Open.GetAsync()).NewSocketOptions());
        Password = new(async () => (await WithPassword.GetAsync()).NewOptions());
        User = new(async () => (await WithUser.GetAsync()).NewOptions());
        Tls = new(async () => (await Encrypted.GetAsync()).NewOptions());
        LeaderAndReplicas = new(async () => (await _replicas.Value).NewOptions());
        Cluster = new(async () => (await _cluster.Value).NewOptions());
    }

    public SharedServer<RedisServer> Open { get; } = new(static () => RedisServer.StartNewAsync(new() { Arguments = _manyDatabases }));

    public SharedServer<RedisServer> WithPassword { get; } = new(
        static () => RedisServer.StartNewAsync(new() { Password = "Sesam, öffne dich", Arguments = _manyDatabases }));

    public SharedServer<RedisServer> WithUser { get; } = new(
        static () => RedisServer.StartNewAsync(new() { User = "alice", Password = "Sesam, öffne dich", Arguments = _manyDatabases }));

    public SharedServer<RedisServer> Encrypted { get; } = new(static () => RedisServer.StartNewAsync(new() { IsEncrypted = true, Arguments = _manyDatabases }));

    public SharedConnection Tcp { get; }

    public SharedConnection Socket { get; }

    public SharedConnection Password { get; }

    public SharedConnection User { get; }

    public SharedConnection Tls { get; }

    public SharedConnection LeaderAndReplicas { get; }

    /// <summary>For facts in the collection <see cref="ClusterFacts"/> only: a cluster has one database.</summary>
    public SharedConnection Cluster { get; }

    /// <summary>The servers behind Sentinel, after the failover.</summary>
    public Task<FailedOverServers> FailedOverAsync() => _failedOver.Value;

    /// <summary>A database that no other fact uses.</summary>
    public int NextDatabase() => Interlocked.Increment(ref _databases);

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in new[] { Tcp, Socket, Password, User, Tls, LeaderAndReplicas, Cluster })
            await connection.DisposeAsync();
        foreach (var server in new[] { Open, WithPassword, WithUser, Encrypted })
            await server.DisposeAsync();
        if (_failedOver is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await _failedOver.Value).DisposeAsync();
        if (_replicas is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await _replicas.Value).DisposeAsync();
        if (_cluster is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await _cluster.Value).DisposeAsync();
    }
}
