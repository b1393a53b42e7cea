using CacheKit.Memcached.Tests.Configuration;
using CacheKit.TestServers;

namespace CacheKit.Memcached.Tests.Faults;

/// <summary>A cache whose server goes away and comes again.</summary>
public sealed class LostServerCacheTests : IAsyncLifetime
{
    // For a server that stands still: nobody waits longer for it.
    private static readonly (string, string?) _impatient = ("Options:Timeout", "0.5");

    private MemcachedServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await MemcachedServer.StartNewAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_application_starts_without_its_server_and_uses_it_when_it_comes()
    {
        await _server.KillAsync();
        await using var application = Make();

        await application.AssertFailsAsync($"check that it runs, and host and port in Location; one with TLS needs Options:Ssl = true, one with SASL Options:Binary = true. memcached on {_server.Location}: it could not be connected to");
        for (int call = 0; call < 10; call++)
            await application.AssertFailsAsync();
        Assert.Equal(7, await application.Cache.GetOrSetAsync("key", static _ => new ValueTask<int>(7), default, Token));

        var lost = Assert.Single(application.LinesOf(1040)).Message;
        Assert.StartsWith($"Cache 'default': {_server.Location} cannot be reached: it could not be connected to", lost, StringComparison.Ordinal);
        Assert.Contains("check that it runs, and host and port in Location", lost, StringComparison.Ordinal);
        Assert.Empty(application.LinesOf(1041));

        await _server.StartAsync();

        await application.AssertUsableAsync();
        Assert.Equal($"Cache 'default': {_server.Location} answers again.", Assert.Single(application.LinesOf(1041)).Message);
        Assert.Single(application.LinesOf(1040));
    }

    [Fact]
    public async Task A_server_that_is_restarted_is_used_again()
    {
        await using var application = Make();
        await application.AssertUsableAsync();

        await _server.RestartAsync();

        await application.AssertUsableAsync();
    }

    [Fact]
    public async Task With_IgnoreErrors_reads_are_misses_and_writes_are_no_errors()
    {
        await _server.KillAsync();
        await using var application = Make(("Options:ignore_exc", "true"));
        var cache = application.Cache;

        Assert.Equal(7, await cache.GetAsync("key", 7, Token));
        Assert.Empty(await cache.GetManyAsync<int>(["one", "two"], Token));
        Assert.False(await cache.ContainsAsync("key", Token));
        await cache.SetAsync("key", 1, cancellationToken: Token);
        Assert.Equal(["key"], await cache.SetManyAsync([KeyValuePair.Create("key", 1)], cancellationToken: Token));
        Assert.False(await cache.DeleteAsync("key", Token));
        await cache.DeleteManyAsync(["key"], Token);
        await cache.ClearAsync(Token);
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await cache.IncrementAsync("key", cancellationToken: Token));
        await Assert.ThrowsAsync<InvalidCacheKeyException>(async () => await cache.GetAsync<int>("not fine", Token));
    }

    [Fact]
    public async Task What_could_not_be_removed_while_the_server_stood_still_does_not_come_back()
    {
        await using var application = Make(_impatient, ("Options:OnFailure", "miss"));
        var cache = application.Cache;
        await application.AssertUsableAsync();
        await StoreAsync(cache, "kept");
        await StoreAsync(cache, "deleted");
        await StoreAsync(cache, "replaced");
        _server.Pause();

        await cache.DeleteAsync("deleted", Token);
        await cache.SetAsync("replaced", 2, cancellationToken: Token);
        _server.Resume();

        await Eventually.IsTrueAsync(async () =>
        {
            Assert.NotEqual(1, await cache.GetAsync("deleted", -1, Token));
            Assert.NotEqual(1, await cache.GetAsync("replaced", -1, Token));
            return await cache.GetAsync("kept", -1, Token) == 1;
        });
    }

    [Fact]
    public async Task What_was_lost_beyond_all_bounds_is_cleared_with_its_prefix_and_nothing_else()
    {
        await using var application = Make(_impatient, ("Options:OnFailure", "miss"), ("KeyPrefix", "shop"), ("Options:ClearScope", "prefix"));
        await using var other = Make(("KeyPrefix", "other"));
        await application.AssertUsableAsync();
        await StoreAsync(application.Cache, "kept");
        await StoreAsync(application.Cache, "deleted");
        await StoreAsync(other.Cache, "foreign");
        _server.Pause();

        await application.Cache.DeleteAsync("deleted", Token);
        await application.Cache.DeleteManyAsync(Enumerable.Range(0, 10_001).Select(static number => $"key{number}"), Token);
        Assert.Single(application.LinesOf(1032));
        _server.Resume();

        await Eventually.IsTrueAsync(async () =>
        {
            Assert.NotEqual(1, await application.Cache.GetAsync("deleted", -1, Token));
            await application.Cache.SetAsync("new", 1, cancellationToken: Token);
            return await application.Cache.GetAsync("new", -1, Token) == 1;
        });
        Assert.Equal(-1, await application.Cache.GetAsync("kept", -1, Token));
        await Eventually.IsTrueAsync(async () => await ReadAsync(other.Cache, "foreign") == 1);
    }

    private MemcachedApplication Make(params (string Name, string? Value)[] settings) =>
        MemcachedApplication.Make(
            [("Location", _server.Location), ("Options:Timeout", "60"), ("Options:ConnectTimeout", "60"), ("Options:RetryTimeout", "0.05"), .. settings]);

    // On a busy machine half a second may be short: once more.
    private static Task StoreAsync(ICache cache, string key) => Eventually.IsTrueAsync(async () =>
    {
        try
        {
            await cache.SetAsync(key, 1, CacheTimeout.Never, Token);
        }
        catch (CacheBackendException)
        {
            return false;
        }

        return await ReadAsync(cache, key) == 1;
    });

    private static async Task<int> ReadAsync(ICache cache, string key)
    {
        try
        {
            return await cache.GetAsync(key, -1, Token);
        }
        catch (CacheBackendException)
        {
            return -1;
        }
    }
}
