using CacheKit.Memcached.Tests.Servers;
using CacheKit.PageFacts.Faults;
using CacheKit.TestServers;

namespace CacheKit.Memcached.Tests.Faults;

/// <summary>Servers that go away while a site is under load, and come again.</summary>
public sealed class LostServerSiteTests : IAsyncLifetime
{
    private readonly ThreeServers _servers = new();
    private MemcachedServer _lost = null!;

    public async ValueTask InitializeAsync()
    {
        await _servers.InitializeAsync();
        await using var client = _servers.NewClient();
        // One whose absence the load notices.
        string lost = client.ServerOf($":1:{SiteLoad.Counter}").Name;
        _lost = _servers.All.Single(server => server.Location == lost);
    }

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    [Theory, InlineData(Outage.Stopped), InlineData(Outage.Killed), InlineData(Outage.Paused)]
    public Task No_page_notices_that_one_of_three_servers_is_away(Outage outage) =>
        AssertNobodyNoticesAsync(() => _lost.GoAwayAsync(outage), () => _lost.ComeBackAsync(outage));

    [Theory, InlineData(Outage.Killed), InlineData(Outage.Paused)]
    public Task No_page_notices_that_all_servers_are_away(Outage outage) => AssertNobodyNoticesAsync(
        () => Task.WhenAll(_servers.All.Select(server => server.GoAwayAsync(outage))),
        () => Task.WhenAll(_servers.All.Select(server => server.ComeBackAsync(outage))));

    [Fact]
    public async Task No_page_notices_that_one_server_after_the_other_is_restarted_again_and_again()
    {
        await using var run = await MemcachedSite.StartRunAsync(_servers);
        await run.Site.WaitUntilCachedAsync();
        int connections = await run.CountConnectionsAsync();

        for (int time = 0; time < 3; time++)
        {
            foreach (var server in _servers.All)
            {
                await server.RestartAsync();
                await run.Load.GoOnAsync(3);
            }
        }

        await run.AssertAllIsWellAsync(connections);
    }

    [Fact]
    public async Task A_site_that_starts_without_one_of_its_servers_serves_every_page_and_uses_it_when_it_comes()
    {
        await using var run = await MemcachedSite.StartRunAsync(_servers);
        await _lost.KillAsync();

        await run.Load.GoOnAsync(10);
        Assert.NotEqual(0, run.Load.Failures);
        await _lost.StartAsync();

        await run.Site.WaitUntilCachedAsync();
        await run.AssertAllIsWellAsync(await run.CountConnectionsAsync());
    }

    [Theory, InlineData(Outage.Stopped), InlineData(Outage.Killed), InlineData(Outage.Paused)]
    public async Task Pages_that_were_changed_while_one_of_three_was_away_are_made_anew(Outage outage)
    {
        await using var site = await MemcachedSite.StartAsync(_servers);

        await RemovedPages.AssertStayAwayAsync(site, () => _lost.GoAwayAsync(outage), () => _lost.ComeBackAsync(outage));
    }

    [Fact]
    public async Task So_are_those_that_were_changed_while_all_were_away()
    {
        await using var site = await MemcachedSite.StartAsync(_servers);

        await RemovedPages.AssertStayAwayAsync(
            site,
            () => Task.WhenAll(_servers.All.Select(static server => server.GoAwayAsync(Outage.Paused))),
            () => Task.WhenAll(_servers.All.Select(static server => server.ComeBackAsync(Outage.Paused))));
    }

    private async Task AssertNobodyNoticesAsync(Func<Task> happen, Func<Task> undo)
    {
        await using var run = await MemcachedSite.StartRunAsync(_servers);
        await run.AssertNobodyNoticesAsync(happen, undo);
    }
}
