using System.Net.Sockets;
using System.Text;
using CacheKit.Redis.Tests.Configuration;
using CacheKit.Redis.Tests.Servers;
using CacheKit.TestServers;
using StackExchange.Redis;

namespace CacheKit.Redis.Tests.Topologies;

/// <summary>A slot on its way from one primary to another: its key has moved already, and the former owner answers ASK.</summary>
public sealed class MigratingSlotTests : IAsyncLifetime
{
    private const string Final = ":1:counter";

    private RedisCluster _cluster = null!;
    private RedisApplication _application = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ICache Cache => _application.Cache;

    public async ValueTask InitializeAsync()
    {
        _cluster = await RedisCluster.StartNewAsync();
        _application = RedisApplication.Make(("Location", $"redis://{TestServer.Host}:{_cluster.Primaries[0].Port}"), ("Options:ReadFromReplicas", "false"));
        await _application.AssertUsableAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Every_call_finds_the_key()
    {
        await MoveAsync();

        Assert.Equal(41, await Cache.GetAsync<long>("counter", Cancel));
        Assert.Equal(41, (await Cache.GetManyAsync<long>(["counter", "other"], Cancel))["counter"]);
        Assert.Equal(41, await Cache.GetOrSetAsync("counter", static _ => ValueTask.FromResult(1L), cancellationToken: Cancel));
        Assert.False(await Cache.AddAsync("counter", 1L, cancellationToken: Cancel));
        Assert.Equal(42, await Cache.IncrementAsync("counter", 1, Cancel));
        Assert.True(await Cache.TouchAsync("counter", TimeSpan.FromMinutes(1), Cancel));
        Assert.True((await Cache.GetTimeToLiveAsync("counter", Cancel)).Value > TimeSpan.Zero);
        Assert.True(await Cache.TouchAsync("counter", CacheTimeout.Never, Cancel));
        Assert.True(await Cache.DeleteAsync("counter", Cancel));
        Assert.False(await Cache.ContainsAsync("counter", Cancel));
    }

    [Fact]
    public async Task A_version_is_counted_and_the_connection_stays()
    {
        await MoveAsync();

        Assert.Equal(2, await Cache.IncrementVersionAsync("counter", 1, Cancel));

        Assert.False(await Cache.ContainsAsync("counter", Cancel));
        Assert.Equal(41, await Cache.WithVersion(2).GetAsync<long>("counter", Cancel));
        Assert.InRange((await Cache.WithVersion(2).GetTimeToLiveAsync("counter", Cancel)).Value!.Value, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(5));
        Assert.Empty(_application.LinesOf(1201));
    }

    [Fact]
    public async Task A_key_that_both_primaries_have_is_listed_once()
    {
        await Cache.SetAsync("counter", 41L, TimeSpan.FromMinutes(5), Cancel);
        var target = await BeginAsync();
        await AskAsync(target, $"SET {Final} 41 EX 300");
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_cluster.NewOptions());
        await using var backend = new RedisStore(connection, 0).NewBackend();

        var listed = await backend.ListAsync(Final, Cancel).ToListAsync(Cancel);

        foreach (var server in new[] { target, _cluster.FirstOwnerOf(await _cluster.FindSlotAsync(Final)) })
            Assert.Single((RedisResult[])(await server.ExecuteAsync("KEYS", Final))!);
        Assert.Equal(Final, Assert.Single(listed).Key);
    }

    /// <summary>A command for a key whose slot the server does not have yet, on one connection with the word that lets it through.</summary>
    private static async Task AskAsync(RedisServer server, string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(TestServer.Host, server.Port, Cancel);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"ASKING\r\n{command}\r\n"), Cancel);
        byte[] answers = new byte["+OK\r\n+OK\r\n".Length];
        await client.GetStream().ReadExactlyAsync(answers, Cancel);
        Assert.Equal("+OK\r\n+OK\r\n", Encoding.ASCII.GetString(answers));
    }

    private async Task MoveAsync()
    {
        await Cache.SetAsync("counter", 41L, TimeSpan.FromMinutes(5), Cancel);
        var target = await BeginAsync();
        var source = _cluster.FirstOwnerOf(await _cluster.FindSlotAsync(Final));
        Assert.Equal("OK", $"{await source.ExecuteAsync("MIGRATE", TestServer.Host, target.Port, Final, 0, 5000)}");
    }

    private async Task<RedisServer> BeginAsync()
    {
        int slot = await _cluster.FindSlotAsync(Final);
        var target = _cluster.Primaries.First(primary => primary != _cluster.FirstOwnerOf(slot));
        await _cluster.BeginToMoveAsync(slot, target);
        return target;
    }
}
