using CacheKit.TestServers;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>A server whose memory is full and that evicts nothing, while a site is under load.</summary>
public sealed class FullServerTests : IAsyncLifetime
{
    private RedisServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartNewAsync(new() { MaximumMemory = 1L << 30 });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task No_page_notices_that_nothing_can_be_stored_any_more()
    {
        await using var run = await RedisSite.StartRunAsync(_server);

        await run.AssertNobodyNoticesAsync(FillAsync, MakeRoomAsync);
    }

    [Fact]
    public async Task The_error_says_what_to_do_and_what_is_there_is_still_read()
    {
        await using var site = await StartAsync();
        await site.WaitUntilCachedAsync();
        string page = await site.GetAsync("/page/0");
        await FillAsync();

        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await site.Cache.SetAsync("key", 1, cancellationToken: Cancel));

        Assert.Contains("Redis has reached its maxmemory and evicts nothing: raise it, or set maxmemory-policy to allkeys-lru.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, await site.Cache.GetAsync<int>("usable/page/0", Cancel));
        Assert.Equal(page, await site.GetAsync("/page/0"));
    }

    [Theory]
    [InlineData("/page/3")]
    [InlineData("/tagged/3")]
    public async Task What_was_changed_meanwhile_is_not_shown_as_it_was(string path)
    {
        await using var site = await StartAsync();
        await site.WaitUntilCachedAsync();
        string before = await site.GetAsync(path);
        await Patience.UntilAsync(async () => before == (before = await site.GetAsync(path)));
        await FillAsync();

        if (path == "/page/3")
            await site.PostAsync(path);
        else
            await Assert.ThrowsAsync<CacheBackendException>(async () => await site.PageCache.RemoveByTagAsync("tag", Cancel));

        Assert.NotEqual(before, await site.GetAsync(path));
        await MakeRoomAsync();
        await site.WaitUntilCachedAsync();
        Assert.NotEqual(before, await site.GetAsync(path));
    }

    private Task<FaultySite> StartAsync() => RedisSite.StartAsync(_server, timeout: "30");

    private async Task FillAsync() => await _server.ExecuteAsync("CONFIG", "SET", "maxmemory", 1);

    private async Task MakeRoomAsync() => await _server.ExecuteAsync("CONFIG", "SET", "maxmemory", 0);
}
