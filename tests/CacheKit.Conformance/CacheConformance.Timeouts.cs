using Xunit;
using static CacheKit.Conformance.BackendTraits;

namespace CacheKit.Conformance;

public abstract partial class CacheConformance
{
    [BackendFact(StoresAnything)]
    public async Task An_entry_is_gone_when_its_time_has_passed()
    {
        await Cache.SetAsync("key", "value", Brief);
        await Cache.AddAsync("added", "value", Brief);
        await Cache.SetManyAsync([KeyValuePair.Create("many", "value")], Brief);
        await Cache.GetOrSetValueAsync("made", "value", Brief);
        Assert.Equal(4, (await Cache.GetManyAsync<string>(["key", "added", "many", "made"])).Count);

        await PassAsync(Brief);

        Assert.Empty(await Cache.GetManyAsync<string>(["key", "added", "many", "made"]));
    }

    [BackendFact(StoresAnything)]
    public async Task An_entry_that_never_expires_outlives_the_others()
    {
        await Cache.SetAsync("never", "value", CacheTimeout.Never);
        await Cache.SetAsync("long", "value", Lasting);

        await PassAsync(Brief);

        Assert.True(await Cache.ContainsAsync("never"));
        Assert.True(await Cache.ContainsAsync("long"));
    }

    [BackendFact(StoresAnything)]
    public async Task An_entry_without_a_timeout_of_its_own_lives_as_long_as_its_alias_says()
    {
        var cache = Open(("Timeout", Seconds(Brief)));
        await cache.SetAsync("default", "value");
        await cache.SetAsync("own", "value", Lasting);

        await PassAsync(Brief);

        Assert.False(await cache.ContainsAsync("default"));
        Assert.True(await cache.ContainsAsync("own"));
    }

    [BackendFact(StoresAnything)]
    public async Task An_alias_with_the_timeout_zero_stores_only_what_has_a_timeout_of_its_own()
    {
        var cache = Open(("Timeout", "0"));
        await cache.SetAsync("default", "value");
        await cache.SetAsync("own", "value", Lasting);

        Assert.True(await cache.AddAsync("added", "value"));
        Assert.False(await cache.ContainsAsync("default"));
        Assert.False(await cache.ContainsAsync("added"));
        Assert.True(await cache.ContainsAsync("own"));
    }

    [BackendFact(StoresAnything | KnowsTimeToLive)]
    public async Task An_alias_without_a_timeout_keeps_entries_for_five_minutes()
    {
        await Cache.SetAsync("key", "value");

        AssertRemains(TimeSpan.FromSeconds(300), await Cache.GetTimeToLiveAsync("key"));
    }

    [BackendFact(StoresAnything | KnowsTimeToLive)]
    public async Task An_alias_whose_timeout_is_never_keeps_entries_for_ever()
    {
        var cache = Open(("Timeout", "never"));
        await cache.SetAsync("key", "value");

        Assert.Equal(new CacheValue<TimeSpan?>(null), await cache.GetTimeToLiveAsync("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_new_value_brings_its_own_timeout()
    {
        await Cache.SetAsync("longer", "old", Brief);
        await Cache.SetAsync("longer", "new", Lasting);
        await Cache.SetAsync("shorter", "old", Lasting);
        await Cache.SetAsync("shorter", "new", Brief);

        await PassAsync(Brief);

        Assert.True(await Cache.ContainsAsync("longer"));
        Assert.False(await Cache.ContainsAsync("shorter"));
    }

    [BackendFact(StoresAnything)]
    public async Task An_expired_entry_is_as_if_absent_to_every_read()
    {
        await Cache.SetAsync("key", 41, Brief);

        await PassAsync(Brief);

        Assert.Equal(7, await Cache.GetAsync("key", 7));
        Assert.False((await Cache.TryGetAsync<int>("key")).HasValue);
        Assert.False(await Cache.ContainsAsync("key"));
        Assert.Empty(await Cache.GetManyAsync<int>(["key"]));
        Assert.False((await Cache.GetTimeToLiveAsync("key")).HasValue);
    }

    [BackendFact(StoresAnything)]
    public async Task An_expired_entry_is_as_if_absent_to_every_change()
    {
        foreach (string key in (string[])["touched", "removed", "deleted", "counted", "moved"])
            await Cache.SetAsync(key, 41, Brief);

        await PassAsync(Brief);

        Assert.False(await Cache.TouchAsync("touched", Lasting));
        Assert.False(await Cache.TouchAsync("removed", CacheTimeout.Zero));
        Assert.False(await Cache.DeleteAsync("deleted"));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.IncrementAsync("counted"));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.IncrementVersionAsync("moved"));
        Assert.Empty(await Cache.GetManyAsync<int>(["touched", "removed", "deleted", "counted", "moved"]));
        Assert.False(await Cache.WithVersion(2).ContainsAsync("moved"));
    }

    [BackendFact(StoresAnything)]
    public async Task An_expired_entry_makes_room_for_a_new_one()
    {
        await Cache.SetAsync("added", "old", Brief);
        await Cache.SetAsync("made", "old", Brief);

        await PassAsync(Brief);

        Assert.True(await Cache.AddAsync("added", "new"));
        Assert.Equal("new", await Cache.GetOrSetAsync("made", _ => new ValueTask<string>("new")));
        Assert.Equal("new", await Cache.GetAsync<string>("added"));
        Assert.Equal("new", await Cache.GetAsync<string>("made"));
    }

    [BackendFact(StoresAnything, Unless = WholeSeconds)]
    public async Task A_fraction_of_a_second_is_a_lifetime()
    {
        var half = TimeSpan.FromSeconds(0.5);
        await UntilSeenAsync(Cache, "fraction", () => Cache.SetAsync("fraction", "value", half));
        await Cache.SetAsync("second", "value", Lasting);

        await PassAsync(half);

        Assert.False(await Cache.ContainsAsync("fraction"));
        Assert.True(await Cache.ContainsAsync("second"));
    }

    [BackendFact(StoresAnything, Unless = WholeSeconds)]
    public async Task The_timeout_of_an_alias_may_be_a_fraction_of_a_second()
    {
        var cache = Open(("Timeout", "0.5"));
        await UntilSeenAsync(cache, "key", () => cache.SetAsync("key", "value"));

        await PassAsync(TimeSpan.FromSeconds(0.5));

        Assert.False(await cache.ContainsAsync("key"));
    }

    [BackendFact(StoresAnything | WholeSeconds)]
    public async Task A_fraction_of_a_second_is_rounded_up_to_a_second()
    {
        var cache = Open(("Timeout", "0.001"));
        await UntilSeenAsync(cache, "default", () => cache.SetAsync("default", "value"));
        await cache.SetAsync("own", "value", Brief - TimeSpan.FromSeconds(0.9));
        await UntilSeenAsync(cache, "added", async () => await cache.AddAsync("added", "value", TimeSpan.FromTicks(1)));

        Assert.True(await cache.ContainsAsync("own"));

        await PassAsync(Brief);

        Assert.Empty(await cache.GetManyAsync<string>(["default", "own", "added"]));
    }

    [Fact]
    public async Task The_shortest_lifetime_is_no_error()
    {
        var shortest = TimeSpan.FromTicks(1);
        await Cache.SetAsync("key", "value", Lasting);

        await Cache.TouchAsync("key", shortest);
        await Cache.SetAsync("set", "value", shortest);
        await Cache.AddAsync("added", "value", shortest);
        await Cache.SetManyAsync([KeyValuePair.Create("many", "value")], shortest);

        await PassAsync(Brief);

        Assert.Empty(await Cache.GetManyAsync<string>(["key", "set", "added", "many"]));
    }

    [BackendFact(StoresAnything)]
    public async Task The_longest_lifetime_does_not_wrap_around()
    {
        var longest = TimeSpan.MaxValue - TimeSpan.FromTicks(1);
        await Cache.SetAsync("set", "value", longest);
        await Cache.AddAsync("added", "value", TimeSpan.MaxValue);
        await Cache.SetManyAsync([KeyValuePair.Create("many", "value")], TimeSpan.FromDays(400_000));
        await Cache.SetAsync("touched", "value", Brief);
        await Cache.TouchAsync("touched", longest);
        await Cache.SetAsync("over-thirty-days", "value", TimeSpan.FromDays(31));

        await PassAsync(Brief);

        Assert.Equal(5, (await Cache.GetManyAsync<string>(["set", "added", "many", "touched", "over-thirty-days"])).Count);
    }

    // The clock may be a server's, which goes on: on a busy machine a second is over before anybody has looked.
    private static Task UntilSeenAsync(ICache cache, string key, Func<ValueTask> store) => UntilAsync(async () =>
    {
        await store();
        return await cache.ContainsAsync(key);
    });

    // What a backend says may have been rounded up to a second, and a real clock went on meanwhile.
    private static void AssertRemains(TimeSpan expected, CacheValue<TimeSpan?> actual)
    {
        Assert.True(actual.HasValue, "The entry is gone.");
        Assert.NotNull(actual.Value);
        Assert.InRange(actual.Value.Value, expected - TimeSpan.FromSeconds(30), expected + TimeSpan.FromSeconds(1));
    }
}
