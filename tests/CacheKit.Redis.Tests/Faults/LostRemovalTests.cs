using CacheKit.Redis.Tests.Configuration;
using CacheKit.TestServers;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>What could not be removed while the server was away does not come back with it, whatever the server still has.</summary>
public sealed class LostRemovalTests : IAsyncLifetime
{
    private RedisServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartNewAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory, InlineData(Outage.Stopped), InlineData(Outage.Killed), InlineData(Outage.Paused)]
    public async Task Values_that_were_removed_or_replaced_meanwhile_are_gone_at_the_first_read(Outage outage)
    {
        await using var application = RedisApplication.Make(
            ("Location", $"redis://{TestServer.Host}:{_server.Port}"), ("Options:Timeout", "0.5"), ("Options:OnFailure", "miss"));
        await application.AssertUsableAsync();
        var cache = application.Cache;
        foreach (string key in (string[])["kept", "deleted", "replaced", "counted"])
            await StoreAsync(cache, key, 1);
        await StoreAsync(cache, "tagged", 1, new() { Tags = ["tag"] });
        await _server.GoAwayAsync(outage);

        await cache.DeleteAsync("deleted", Cancel);
        await cache.SetAsync("replaced", 2, cancellationToken: Cancel);
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await cache.IncrementAsync("counted", cancellationToken: Cancel));
        await cache.RemoveByTagAsync("tag", Cancel);
        await _server.ComeBackAsync(outage);

        await Patience.UntilAsync(async () =>
        {
            Assert.Empty(await cache.GetManyAsync<int>(["deleted", "replaced", "tagged"], Cancel));
            return await cache.GetAsync<int>("kept", Cancel) == 1 && (long)await _server.ExecuteAsync("EXISTS", ":1:deleted", ":1:replaced") == 0;
        });
        Assert.False((await cache.TryGetAsync<int>("tagged", Cancel)).HasValue);
        // Whether it was counted is not known; it is not gone.
        Assert.InRange(await cache.GetAsync<int>("counted", Cancel), 1, 2);
    }

    [Theory, InlineData(Outage.Stopped), InlineData(Outage.Killed), InlineData(Outage.Paused)]
    public async Task Pages_that_were_changed_meanwhile_are_made_anew(Outage outage)
    {
        await using var site = await RedisSite.StartAsync(_server);

        await RemovedPages.AssertStayAwayAsync(site, () => _server.GoAwayAsync(outage), () => _server.ComeBackAsync(outage));
    }

    /// <summary>Stores a value; on a busy machine once more.</summary>
    private static Task StoreAsync(ICache cache, string key, int value, CacheEntryOptions options = default) => Patience.UntilAsync(async () =>
    {
        await cache.SetAsync(key, value, options with { Timeout = CacheTimeout.Never }, Cancel);
        return (await cache.TryGetAsync<int>(key, Cancel)).HasValue;
    });
}
