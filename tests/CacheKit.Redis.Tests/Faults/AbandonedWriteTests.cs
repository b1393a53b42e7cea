using System.Globalization;
using System.Text.RegularExpressions;
using CacheKit.Redis.Tests.Configuration;
using CacheKit.TestServers;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>
/// Writes that nobody waits for any more lie in the buffers of a server that stands still, and are carried out when it goes on.
/// What was removed after them must be gone all the same.
/// </summary>
public sealed partial class AbandonedWriteTests : IAsyncLifetime
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
        await using var way = new MuteServer();
        way.Answer(_server);
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
            Assert.Empty(await cache.GetManyAsync<string>(Names, Cancel));
            return await cache.GetAsync<int>("kept", Cancel) == 1;
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
        await using var way = new MuteServer();
        way.Answer(_server);
        await using var application = Make(way.Port, connections: 2);
        var cache = application.Cache;
        await KeepAsync(cache);
        Assert.Equal(2, way.Accepted);
        int before = await CountSetsAsync();

        way.Hold(held);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async number => await cache.SetAsync($"held{number}", number, CacheTimeout.Never, Cancel)));
        await cache.DeleteManyAsync(Enumerable.Range(0, 4).Select(static number => $"held{number}"), Cancel);
        // Until they are removed, or the connection of the writes is the one that is held.
        for (int time = 0; time < 10 && await cache.GetAsync<int>("kept", Cancel) != 1; time++)
        {
            await cache.DeleteManyAsync(Enumerable.Range(0, 4).Select(static number => $"held{number}"), Cancel);
            await Task.Delay(TimeSpan.FromMilliseconds(200), Cancel);
        }

        way.Release();

        await Patience.UntilAsync(async () => await cache.GetAsync<int>("kept", Cancel) == 1);
        await Patience.UntilAsync(async () => await CountSetsAsync() >= before + 4);
        Assert.Equal(0, await CountAsync(Enumerable.Range(0, 4).Select(static number => $"held{number}")));
    }

    private static RedisApplication Make(int port, int connections) => RedisApplication.Make(
        ("Location", $"redis://{TestServer.Host}:{port}"), ("Options:Timeout", "0.5"), ("Options:OnFailure", "miss"), ("Options:Connections", $"{connections}"));

    /// <summary>Stores what tells that the cache is read again.</summary>
    private static Task KeepAsync(ICache cache) => Patience.UntilAsync(async () =>
    {
        await cache.SetAsync("kept", 1, CacheTimeout.Never, Cancel);
        return await cache.GetAsync<int>("kept", Cancel) == 1;
    });

    private async Task<long> CountAsync(IEnumerable<string> names) => (long)await _server.ExecuteAsync("EXISTS", [.. names.Select(static name => $":1:{name}")]);

    private async Task<int> CountSetsAsync() =>
        int.Parse(Sets().Match($"{await _server.ExecuteAsync("INFO", "commandstats")}").Groups["count"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"cmdstat_set:calls=(?<count>\d+)")]
    private static partial Regex Sets();
}
