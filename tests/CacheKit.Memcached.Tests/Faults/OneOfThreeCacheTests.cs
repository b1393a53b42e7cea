using CacheKit.Memcached.Tests.Configuration;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Faults;

/// <summary>A cache on three servers of which one goes away.</summary>
public sealed class OneOfThreeCacheTests : IAsyncLifetime
{
    private const int Lost = 1;

    private readonly ThreeServers _servers = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _servers.InitializeAsync();

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    [Theory]
    [InlineData("everything")]
    [InlineData("prefix")]
    public async Task The_others_keys_stay_and_are_served_without_a_failure(string clearScope)
    {
        await using var application = Make(("Options:ClearScope", clearScope));
        var cache = application.Cache;
        var (lost, kept) = await DivideAsync();
        Assert.Empty(await cache.SetManyAsync([.. lost.Concat(kept).Select(static key => KeyValuePair.Create(key, 1))], cancellationToken: Token));

        await _servers.All[Lost].KillAsync();

        for (int round = 0; round < 20; round++)
        {
            await Assert.ThrowsAsync<CacheBackendException>(async () => await cache.GetAsync<int>(lost[round % lost.Length], Token));
            foreach (string key in kept)
                Assert.Equal(1, await cache.GetAsync<int>(key, Token));
        }

        Assert.Empty(application.LinesOf(1020));
        Assert.Contains(_servers.All[Lost].Location, Assert.Single(application.LinesOf(1040)).Message, StringComparison.Ordinal);

        await _servers.All[Lost].StartAsync();

        await application.AssertUsableAsync(lost[0]);
        Assert.Equal(kept.Length, (await cache.GetManyAsync<int>(kept, Token)).Count);
        Assert.Single(application.LinesOf(1041));
    }

    [Fact]
    public async Task With_misses_a_call_for_many_finds_what_the_others_have_and_is_a_failure_all_the_same()
    {
        await using var application = Make(("Options:OnFailure", "miss"));
        var cache = application.Cache;
        var (lost, kept) = await DivideAsync();
        string[] all = [.. lost, .. kept];
        Assert.Empty(await cache.SetManyAsync([.. all.Select(static key => KeyValuePair.Create(key, 1))], cancellationToken: Token));
        await _servers.All[Lost].KillAsync();

        var found = await cache.GetManyAsync<int>(all, Token);

        Assert.Equal(kept.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        Assert.NotEmpty(application.LinesOf(1004));
    }

    [Fact]
    public async Task A_removal_that_one_still_owes_is_not_passed_over_by_a_call_for_many()
    {
        await using var application = Make(("Options:OnFailure", "miss"));
        var cache = application.Cache;
        var (lost, kept) = await DivideAsync();
        Assert.Empty(await cache.SetManyAsync([.. lost.Concat(kept).Select(static key => KeyValuePair.Create(key, 1))], cancellationToken: Token));
        await _servers.All[Lost].KillAsync();

        await cache.DeleteManyAsync([lost[0], kept[0]], Token);

        Assert.Empty(await cache.GetManyAsync<int>([lost[0], kept[0]], Token));
        Assert.Equal(kept[1..].Order(StringComparer.Ordinal), (await cache.GetManyAsync<int>([lost[1], .. kept[1..]], Token)).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_value_whose_tag_another_server_knows_is_not_found_without_that_server()
    {
        await using var application = Make(("Options:OnFailure", "miss"));
        var cache = application.Cache;
        var (lost, kept) = await DivideAsync();
        string[] tags = [.. Enumerable.Range(0, 20).Select(static number => $"tag{number}")];
        foreach (var (key, tag) in kept.Zip(tags))
            await cache.SetAsync(key, 1, new() { Timeout = CacheTimeout.Never, Tags = [tag] }, Token);
        await cache.RemoveByTagAsync(tags, Token);
        foreach (string key in kept.Take(3))
            await cache.SetAsync(key, 2, cancellationToken: Token);
        await _servers.All[Lost].KillAsync();

        var found = await cache.GetManyAsync<int>([.. kept, lost[0]], Token);

        Assert.Equal(kept.Take(3).Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        Assert.All(found.Values, static value => Assert.Equal(2, value));
    }

    [Fact]
    public async Task With_failover_the_others_take_its_keys_over()
    {
        await using var application = Make(("Options:Failover", "true"), ("Options:retry_attempts", "0"));
        var (lost, kept) = await DivideAsync();
        Assert.Empty(await application.Cache.SetManyAsync([.. kept.Select(static key => KeyValuePair.Create(key, 1))], cancellationToken: Token));

        await _servers.All[Lost].KillAsync();

        foreach (string key in lost)
            await application.AssertUsableAsync(key);
        Assert.Equal(kept.Length, (await application.Cache.GetManyAsync<int>(kept, Token)).Count);
    }

    [Fact]
    public async Task When_all_are_away_calls_fail_at_once()
    {
        await using var application = Make();
        foreach (var server in _servers.All)
            await server.KillAsync();
        var (lost, kept) = await DivideAsync();

        await Eventually.IsTrueAsync(async () =>
        {
            foreach (string key in lost.Concat(kept))
                await Assert.ThrowsAsync<CacheBackendException>(async () => await application.Cache.GetAsync<int>(key, Token));
            return application.LinesOf(1020).Count == 1;
        });

        Assert.Equal(3, application.LinesOf(1040).Count);
    }

    [Fact]
    public async Task What_could_not_be_removed_from_one_does_not_come_back_with_it_and_the_others_serve_on()
    {
        await using var application = Make(("Options:Timeout", "0.5"), ("Options:OnFailure", "miss"));
        var cache = application.Cache;
        var (lost, kept) = await DivideAsync();
        await Eventually.IsTrueAsync(async () => (await cache.SetManyAsync([.. lost.Concat(kept).Select(static key => KeyValuePair.Create(key, 1))], CacheTimeout.Never, Token)).Count == 0);
        string[] deleted = [.. lost.Take(3)], replaced = [.. lost.Skip(3).Take(3)], untouched = [.. lost.Skip(6)];
        _servers.All[Lost].Pause();

        await cache.DeleteManyAsync(deleted, Token);
        foreach (string key in replaced)
            await cache.SetAsync(key, 2, CacheTimeout.Never, Token);
        await Eventually.IsTrueAsync(async () => (await cache.GetManyAsync<int>(kept, Token)).Count == kept.Length);
        _servers.All[Lost].Resume();

        await Eventually.IsTrueAsync(async () =>
        {
            foreach (string key in deleted.Concat(replaced))
                Assert.NotEqual(1, await cache.GetAsync(key, -1, Token));
            return (await cache.GetManyAsync<int>(untouched, Token)).Count == untouched.Length;
        });
        Assert.Equal(kept.Length, (await cache.GetManyAsync<int>(kept, Token)).Count);
    }

    private MemcachedApplication Make(params (string Name, string? Value)[] settings) => MemcachedApplication.Make(
        [("Location", _servers.Location), ("KeyPrefix", "p"), ("Options:Timeout", "60"), ("Options:ConnectTimeout", "60"), ("Options:RetryTimeout", "0.05"), .. settings]);

    /// <summary>Keys of the server that goes away, and keys of the others.</summary>
    private async Task<(string[] Lost, string[] Kept)> DivideAsync()
    {
        await using var client = _servers.NewClient();
        var keys = Enumerable.Range(0, 40)
            .Select(static number => $"key{number}")
            .ToLookup(key => client.ServerOf($"p:1:{key}").Name == _servers.All[Lost].Location);
        return ([.. keys[true]], [.. keys[false]]);
    }
}
