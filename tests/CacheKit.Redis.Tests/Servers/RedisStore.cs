using CacheKit.Redis.Connections;
using StackExchange.Redis;

namespace CacheKit.Redis.Tests.Servers;

/// <summary>A database of Redis servers, as facts look into it from outside.</summary>
/// <param name="connection">The connection to the servers.</param>
/// <param name="number">The database's number.</param>
public sealed class RedisStore(IConnectionMultiplexer connection, int number)
{
    // Each entry becomes so much older; what would be past its end goes.
    private const string Age = """
        for _, key in ipairs(redis.call('KEYS', '*')) do
            local left = redis.call('PTTL', key)
            if left >= 0 then
                if left <= tonumber(ARGV[1]) then redis.call('DEL', key) else redis.call('PEXPIRE', key, left - ARGV[1]) end
            end
        end
        """;

    public IConnectionMultiplexer Connection => connection;

    public IDatabase Database => connection.GetDatabase(number);

    /// <summary>A backend on it, which does not own the connection.</summary>
    internal RedisBackend NewBackend(TimeProvider? time = null) => NewBackend(null, time);

    /// <summary>One that reads from the replicas too.</summary>
    internal RedisBackend NewReplicaBackend(TimeProvider? time = null) => NewBackend(new ReplicaReads(TimeProvider.System, null), time);

    /// <summary>Makes all entries older, as if their time had passed on the server.</summary>
    public Task AgeAsync(TimeSpan time) => OnEachPrimaryAsync(Age, (long)time.TotalMilliseconds);

    /// <summary>Removes all entries.</summary>
    public Task EmptyAsync() => OnEachPrimaryAsync("redis.call('FLUSHDB')");

    /// <summary>Waits until the replicas have all that was written on this connection.</summary>
    public async Task WaitForReplicasAsync()
    {
        int replicas = connection.GetServers().Count(static server => server.IsReplica);
        Assert.Equal(replicas, (int)await Database.ExecuteAsync("WAIT", replicas, 60_000));
    }

    private RedisBackend NewBackend(ReplicaReads? replicas, TimeProvider? time) =>
        new(new RedisConnection(() => Task.FromResult(connection), number, isOwner: false) { Replicas = replicas, Time = time ?? TimeProvider.System });

    private async Task OnEachPrimaryAsync(string script, params object[] arguments)
    {
        foreach (var server in connection.GetServers().Where(static server => server.IsConnected && !server.IsReplica))
            await server.ExecuteAsync(number, "EVAL", [script, 0, .. arguments]);
    }
}
