using CacheKit.Memcached.Tests.Configuration;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Generations;

/// <summary>Clearing one prefix, on three servers that each have a generation of their own.</summary>
public sealed class GenerationBackendTests(ThreeServers servers) : IClassFixture<ThreeServers>
{
    private static readonly string[] _keys = [.. Enumerable.Range(0, 30).Select(static number => $"key{number}")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_process_clears_another_finds_no_more()
    {
        await using var one = Make("shared");
        await using var other = Make("shared");
        await FillAsync(one.Cache);
        Assert.Equal(_keys.Length, (await other.Cache.GetManyAsync<int>(_keys, Token)).Count);

        await one.Cache.ClearAsync(Token);

        foreach (string key in _keys)
            Assert.False(await other.Cache.ContainsAsync(key, Token));
        Assert.Empty(await other.Cache.GetManyAsync<int>(_keys, Token));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await other.Cache.IncrementAsync("key1", cancellationToken: Token));
    }

    [Fact]
    public async Task Every_first_call_after_another_process_has_cleared_works_on_what_is_there_now()
    {
        foreach (var (name, call) in Calls())
        {
            await using var one = Make("first");
            await using var other = Make("first");
            await one.Cache.SetAsync("key", 1, cancellationToken: Token);
            Assert.Equal(1, await other.Cache.GetAsync<int>("key", Token));

            await one.Cache.ClearAsync(Token);
            await call(other.Cache);

            Assert.True(await one.Cache.GetAsync("key", -1, Token) == await other.Cache.GetAsync("key", -1, Token), $"{name} was lost.");
        }
    }

    [Fact]
    public async Task A_generation_that_was_lost_never_brings_back_what_was_cleared()
    {
        await using var application = Make("lost");
        await FillAsync(application.Cache);
        await application.Cache.ClearAsync(Token);
        await FillAsync(application.Cache, 2);

        await using (var behind = servers.NewClient())
        {
            foreach (var server in behind.Servers)
                await server.Commands.DeleteAsync("lost:generation", 0, Token);
        }

        Assert.Empty(await application.Cache.GetManyAsync<int>(_keys, Token));
        await FillAsync(application.Cache, 3);
        Assert.All(await application.Cache.GetManyAsync<int>(_keys, Token), static pair => Assert.Equal(3, pair.Value));
    }

    [Fact]
    public async Task What_is_no_generation_is_replaced()
    {
        await using var application = Make("odd");
        await using (var behind = servers.NewClient())
        {
            foreach (var server in behind.Servers)
                await server.Commands.StoreAsync("odd:generation", new("no generation of ours"u8.ToArray()), default, Token);
        }

        await FillAsync(application.Cache);

        Assert.Equal(_keys.Length, (await application.Cache.GetManyAsync<int>(_keys, Token)).Count);
    }

    [Fact]
    public async Task Other_prefixes_and_what_others_store_stay()
    {
        await using var application = Make("one");
        await using var other = Make("other");
        await using var client = servers.NewClient();
        await FillAsync(application.Cache);
        await FillAsync(other.Cache);
        await client.SetAsync("foreign", "1"u8.ToArray(), cancellationToken: Token);

        await application.Cache.ClearAsync(Token);

        Assert.Empty(await application.Cache.GetManyAsync<int>(_keys, Token));
        Assert.Equal(_keys.Length, (await other.Cache.GetManyAsync<int>(_keys, Token)).Count);
        Assert.NotNull(await client.GetAsync("foreign", Token));
    }

    [Fact]
    public async Task An_entry_moves_to_where_it_is_found_also_when_a_generation_was_lost()
    {
        await using var application = Make("moving");
        await FillAsync(application.Cache);
        // What is known of the new place is out of date.
        foreach (string key in _keys)
            await application.Cache.WithVersion(2).ContainsAsync(key, Token);

        foreach (string key in _keys)
            Assert.Equal(2, await application.Cache.IncrementVersionAsync(key, cancellationToken: Token));

        Assert.Empty(await application.Cache.GetManyAsync<int>(_keys, Token));
        Assert.Equal(_keys.Length, (await application.Cache.WithVersion(2).GetManyAsync<int>(_keys, Token)).Count);
    }

    [Fact]
    public async Task A_key_that_leaves_no_room_for_the_generation_is_refused()
    {
        await using var application = Make("p");
        await application.Cache.SetAsync(new string('k', 241 - 4), 1, cancellationToken: Token);

        var refusal = await Assert.ThrowsAsync<InvalidCacheKeyException>(
            async () => await application.Cache.SetAsync(new string('k', 242 - 4), 1, cancellationToken: Token));

        Assert.Contains("241 bytes", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidCacheKeyException>(async () => await application.Cache.GetManyAsync<int>(["fine", new string('k', 242 - 4)], Token));
    }

    [Fact]
    public async Task Nothing_comes_back_while_many_clear_and_count()
    {
        await using var one = Make("busy");
        await using var other = Make("busy");
        long cleared = 0;
        var clearing = Task.Run(async () =>
        {
            for (int round = 1; round <= 30; round++)
            {
                await one.Cache.ClearAsync(Token);
                Volatile.Write(ref cleared, round);
                await one.Cache.SetAsync("round", round, cancellationToken: Token);
            }
        }, Token);

        while (!clearing.IsCompleted)
        {
            long least = Volatile.Read(ref cleared);
            if (await other.Cache.GetAsync("round", long.MaxValue, Token) is var found)
                Assert.True(found >= least, $"{found} came back after {least} clears.");
        }

        await clearing;
        Assert.Equal(30, await other.Cache.GetAsync<long>("round", Token));
    }

    private static IEnumerable<(string Name, Func<ICache, Task> Call)> Calls() =>
    [
        ("Set", static async cache => await cache.SetAsync("key", 2, cancellationToken: Token)),
        ("Add", static async cache => Assert.True(await cache.AddAsync("key", 2, cancellationToken: Token))),
        ("GetOrSet", static async cache => Assert.Equal(2, await cache.GetOrSetAsync("key", static _ => new ValueTask<int>(2), default, Token))),
        ("SetMany", static async cache => Assert.Empty(await cache.SetManyAsync([KeyValuePair.Create("key", 2)], cancellationToken: Token))),
        ("Touch", static async cache => Assert.False(await cache.TouchAsync("key", cancellationToken: Token))),
        ("Delete", static async cache => Assert.False(await cache.DeleteAsync("key", Token))),
        ("DeleteMany", static async cache => await cache.DeleteManyAsync(["key"], Token)),
        ("Contains", static async cache => Assert.False(await cache.ContainsAsync("key", Token))),
        ("GetTimeToLive", static async cache => Assert.False((await cache.GetTimeToLiveAsync("key", Token)).HasValue)),
        ("Increment", static async cache => await Assert.ThrowsAsync<KeyNotFoundException>(
            async () => await cache.IncrementAsync("key", cancellationToken: Token))),
        ("IncrementVersion", static async cache => await Assert.ThrowsAsync<KeyNotFoundException>(
            async () => await cache.IncrementVersionAsync("key", cancellationToken: Token))),
    ];

    private static async Task FillAsync(ICache cache, int value = 1) =>
        Assert.Empty(await cache.SetManyAsync(_keys.Select(key => KeyValuePair.Create(key, value)), cancellationToken: Token));

    private MemcachedApplication Make(string prefix) => MemcachedApplication.Make(
        ("Location", string.Join(',', servers.All.Select(static server => server.Location))), ("KeyPrefix", prefix), ("Options:ClearScope", "prefix"), ("Options:Timeout", "60"), ("Options:ConnectTimeout", "60"));
}
