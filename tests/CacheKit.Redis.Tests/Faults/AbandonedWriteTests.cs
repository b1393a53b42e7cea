using CacheKit.Redis.Tests.Configuration;
using CacheKit.Redis.Tests.Servers;
using CacheKit.TestServers;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>
/// Writes that nobody waits for any more lie in the buffers of a server that stands still, and are carried out when it goes on.
/// What was removed after them must be gone all the same.
/// </summary>
public sealed class AbandonedWriteTests : IAsyncLifetime
{
    private const int Keys = 100;

    private RedisServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static IEnumerable<string> Names => Enumerable.Range(0, Keys).Select(static number => $"abandoned{number}");

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartNewAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(1, 100, false)]
    [InlineData(1, 100, true)]
    [InlineData(4, 100, false)]
    [InlineData(4, 100, true)]
    [InlineData(4, 300_000, false)]
    public async Task A_removal_wins_over_the_writes_before_it(int connections, int size, bool isConnectionLost)
    {
        await using var way = new ServerRelay(_server);
        await using var application = Make(way.Port, connections);
        var cache = application.Cache;
        await KeepAsync(cache);
        int before = await CountSetsAsync();
        _server.Pause();

        string value = new('a', size);
        await Task.WhenAll(Names.Select(async name => await cache.SetAsync(name, value, CacheTimeout.Never, Cancel)));
        await cache.DeleteManyAsync(Names, Cancel);
        if (isConnectionLost)
            way.Cut();
        _server.Resume();

        await Patience.UntilAsync(async () =>
        {
            // In one call: the server may come back between two, and then only the second would have been answered.
            var found = await cache.GetManyAsync<object>([.. Names, "kept"], Cancel);
            Assert.Empty(found.Keys.Except(["kept"]));
            return found.Count == 1;
        });
        // They did come; of large ones the client keeps back those for which there was no room.
        await Patience.UntilAsync(async () => await CountSetsAsync() > before);
        int count;
        do
        {
            count = await CountSetsAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(100), Cancel);
        }
        while (await CountSetsAsync() > count);
        Assert.Equal(0, await CountAsync(Names));
    }

    [Theory, InlineData(0), InlineData(1)]
    public async Task A_write_that_its_connection_holds_up_brings_nothing_back(int held)
    {
        await using var way = new ServerRelay(_server);
        await using var application = Make(way.Port, connections: 2, timeout: "2", onFailure: "throw");
        var cache = application.Cache;
        await KeepAsync(cache);
        Assert.Equal(2, way.Accepted);
        (int sets, int removals) = (await CountSetsAsync(), await CountRemovalsAsync());

        way.Hold(held);
        // With a read between them: were they to take turns, one of the two writes would be held up, and not what removes it. All are
        // sent before anybody has waited: the client gives up a connection that does not answer.
        var calls = new List<Task>();
        foreach (string key in (string[])["one", "other"])
        {
            calls.Add(cache.SetAsync(key, 1, CacheTimeout.Never, Cancel).AsTask());
            calls.Add(cache.DeleteAsync(key, Cancel).AsTask());
            calls.Add(cache.GetAsync<int>("kept", Cancel).AsTask());
        }

        // Those that are held up fail.
        await Record.ExceptionAsync(() => Task.WhenAll(calls));
        way.Release();

        await Patience.UntilAsync(async () => (await CountSetsAsync(), await CountRemovalsAsync()) == (sets + 2, removals + 2));
        Assert.Equal(0, await CountAsync(["one", "other"]));
    }

    private static RedisApplication Make(int port, int connections, string timeout = "0.5", string onFailure = "miss") => RedisApplication.Make(
        ("Location", $"redis://{TestServer.Host}:{port}"), ("Options:Timeout", timeout), ("Options:ConnectTimeout", "60"), ("Options:OnFailure", onFailure), ("Options:Connections", $"{connections}"));

    /// <summary>Stores what tells that the cache is read again.</summary>
    private static Task KeepAsync(ICache cache) => Patience.UntilAsync(async () =>
    {
        try
        {
            await cache.SetAsync("kept", 1, CacheTimeout.Never, Cancel);
            return await cache.GetAsync<int>("kept", Cancel) == 1;
        }
        catch (CacheBackendException)
        {
            return false;
        }
    });

    private async Task<long> CountAsync(IEnumerable<string> names) =>
        (long)await _server.ExecuteAsync("EXISTS", [.. names.Select(static name => $":1:{name}")]);

    private async Task<int> CountRemovalsAsync() => await _server.CountAsync("del") + await _server.CountAsync("unlink");

    private Task<int> CountSetsAsync() => _server.CountAsync("set");
}
