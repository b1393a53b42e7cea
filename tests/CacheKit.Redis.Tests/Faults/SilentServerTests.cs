using CacheKit.Redis.Tests.Servers;
using CacheKit.TestServers;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>A server that does not answer while a site is under load.</summary>
public sealed class SilentServerTests : IAsyncLifetime
{
    private RedisServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartNewAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task No_page_waits_for_a_server_that_stands_still()
    {
        await using var run = await RedisSite.StartRunAsync(_server);

        await run.AssertNobodyNoticesAsync(
            () =>
            {
                _server.Pause();
                return Task.CompletedTask;
            },
            () =>
            {
                _server.Resume();
                return Task.CompletedTask;
            });
    }

    [Fact]
    public async Task No_page_waits_for_a_server_that_accepts_and_never_answers()
    {
        await using var mute = new ServerRelay();
        await using var run = await RedisSite.StartRunAsync(_server, mute.Port);

        await run.Load.GoOnAsync(10);
        // Tries in vain leave nothing open.
        await Patience.UntilAsync(() => mute.Accepted > 6);
        Assert.InRange(mute.Open, 0, 4);
        await run.Load.GoOnAsync(10);
        mute.PassTo(_server);

        await run.Site.WaitUntilCachedAsync();
        await run.AssertAllIsWellAsync(await run.CountConnectionsAsync());
        await Patience.UntilAsync(() => mute.Open == 0);
    }
}
