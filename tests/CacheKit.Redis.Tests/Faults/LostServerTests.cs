using CacheKit.TestServers;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>A server that goes away while a site is under load, and comes again.</summary>
public sealed class LostServerTests : IAsyncLifetime
{
    private RedisServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartNewAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public Task No_page_notices_that_the_server_is_stopped() => AssertNobodyNoticesAsync(_server.StopAsync, _server.StartAsync);

    [Fact]
    public Task No_page_notices_that_the_server_is_killed() => AssertNobodyNoticesAsync(_server.KillAsync, _server.StartAsync);

    [Fact]
    public Task No_page_notices_that_the_server_is_restarted_again_and_again() => AssertNobodyNoticesAsync(
        async () =>
        {
            for (int time = 0; time < 3; time++)
                await _server.RestartAsync();
        },
        static () => Task.CompletedTask);

    [Fact]
    public async Task A_site_that_starts_without_its_server_serves_every_page_and_uses_it_when_it_comes()
    {
        await _server.KillAsync();
        await using var run = await RedisSite.StartRunAsync(_server);

        await run.Load.GoOnAsync(10);
        Assert.NotEqual(0, run.Load.Failures);
        await _server.StartAsync();

        await run.Site.WaitUntilCachedAsync();
        await run.AssertAllIsWellAsync(await run.CountConnectionsAsync());
    }

    private async Task AssertNobodyNoticesAsync(Func<Task> happen, Func<Task> undo)
    {
        await using var run = await RedisSite.StartRunAsync(_server);
        await run.AssertNobodyNoticesAsync(happen, undo);
    }
}
