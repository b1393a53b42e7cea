using Xunit;
using static CacheKit.Conformance.BackendTraits;

namespace CacheKit.Conformance;

public abstract partial class CacheConformance
{
    [Fact]
    public void The_version_of_an_alias_is_one_unless_it_says_otherwise()
    {
        Assert.Equal(1, Cache.Version);
        Assert.Equal(5, Open(("Version", "5")).Version);
    }

    [Fact]
    public void A_version_is_the_same_object_each_time()
    {
        var second = Cache.WithVersion(2);

        Assert.Equal(2, second.Version);
        Assert.Equal(Cache.Alias, second.Alias);
        Assert.Same(second, Cache.WithVersion(2));
        Assert.Same(second, second.WithVersion(2));
        Assert.Same(second, Cache.WithVersion(3).WithVersion(2));
        Assert.Same(Cache, second.WithVersion(1));
    }

    [BackendFact(StoresAnything)]
    public async Task Two_versions_of_a_key_are_two_entries()
    {
        var second = Cache.WithVersion(2);
        await Cache.SetAsync("key", "first");
        Assert.False(await second.ContainsAsync("key"));

        Assert.True(await second.AddAsync("key", "second"));
        Assert.Equal("first", await Cache.GetAsync<string>("key"));
        Assert.Equal("second", await second.GetAsync<string>("key"));

        Assert.True(await second.DeleteAsync("key"));
        Assert.Equal("first", await Cache.GetAsync<string>("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task An_alias_reads_and_writes_under_its_own_version()
    {
        var caches = OpenAll(("default", []), ("second", [("Version", "2")]));

        await caches["second"].SetAsync("key", "value");

        Assert.False(await caches.Default.ContainsAsync("key"));
        Assert.Equal("value", await caches.Default.WithVersion(2).GetAsync<string>("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task Every_call_keeps_to_its_version()
    {
        var second = Cache.WithVersion(2);
        await second.SetAsync("counter", 10);
        await Cache.SetAsync("counter", 1, Brief);

        Assert.Equal(11, await second.IncrementAsync("counter"));
        Assert.Equal(2, await Cache.IncrementAsync("counter"));
        Assert.True(await second.TouchAsync("counter", Lasting));
        Assert.Equal(11, await second.GetOrSetAsync("counter", _ => new ValueTask<int>(99)));
        Assert.Equal(2, await Cache.GetOrSetAsync("counter", _ => new ValueTask<int>(99)));
        await PassAsync(Brief);

        Assert.False(await Cache.ContainsAsync("counter"));
        Assert.True(await second.ContainsAsync("counter"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_value_moves_to_the_next_version_and_its_old_place_is_free()
    {
        await Cache.SetAsync("key", "value");

        Assert.Equal(2, await Cache.IncrementVersionAsync("key"));

        Assert.False(await Cache.ContainsAsync("key"));
        Assert.Equal("value", await Cache.WithVersion(2).GetAsync<string>("key"));
        Assert.True(await Cache.AddAsync("key", "new"));
        Assert.Equal("value", await Cache.WithVersion(2).GetAsync<string>("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_value_moves_by_any_number_of_versions()
    {
        await Cache.SetAsync("key", "value");

        Assert.Equal(6, await Cache.IncrementVersionAsync("key", 5));
        Assert.Equal(4, await Cache.WithVersion(6).DecrementVersionAsync("key", 2));
        Assert.Equal(3, await Cache.WithVersion(4).DecrementVersionAsync("key"));
        Assert.Equal(-7, await Cache.WithVersion(3).IncrementVersionAsync("key", -10));

        Assert.Equal("value", await Cache.WithVersion(-7).GetAsync<string>("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_value_moves_from_the_version_of_its_alias()
    {
        var cache = Open(("Version", "5"));
        await cache.SetAsync("key", "value");

        Assert.Equal(6, await cache.IncrementVersionAsync("key"));
        Assert.Equal("value", await cache.WithVersion(6).GetAsync<string>("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_value_moved_by_no_version_stays()
    {
        await Cache.SetAsync("key", "value");

        Assert.Equal(1, await Cache.IncrementVersionAsync("key", 0));
        Assert.Equal("value", await Cache.GetAsync<string>("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_value_that_moves_replaces_what_is_there()
    {
        await Cache.SetAsync("key", "moving");
        await Cache.WithVersion(2).SetAsync("key", "in the way");

        await Cache.IncrementVersionAsync("key");

        Assert.Equal("moving", await Cache.WithVersion(2).GetAsync<string>("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_stored_null_moves()
    {
        await Cache.SetAsync<string?>("key", null);

        Assert.Equal(2, await Cache.IncrementVersionAsync("key"));
        Assert.True((await Cache.WithVersion(2).TryGetAsync<string?>("key")).HasValue);
    }

    [BackendFact(StoresAnything)]
    public async Task A_counter_moves_and_can_be_counted_on()
    {
        await Cache.SetAsync("counter", 41);
        await Cache.IncrementAsync("counter");
        await Cache.IncrementVersionAsync("counter");

        Assert.Equal(43, await Cache.WithVersion(2).IncrementAsync("counter"));
    }

    [BackendFact(StoresAnything | KnowsTimeToLive)]
    public async Task The_remaining_time_to_live_moves_along()
    {
        await Cache.SetAsync("short", "value", Brief);
        await Cache.SetAsync("never", "value", CacheTimeout.Never);
        await Cache.IncrementVersionAsync("short");
        await Cache.IncrementVersionAsync("never");
        Assert.Null((await Cache.WithVersion(2).GetTimeToLiveAsync("never")).Value);

        await PassAsync(Brief);

        Assert.False(await Cache.WithVersion(2).ContainsAsync("short"));
        Assert.True(await Cache.WithVersion(2).ContainsAsync("never"));
    }

    [BackendFact(StoresAnything, Unless = KnowsTimeToLive)]
    public async Task A_value_that_moves_is_given_the_timeout_of_its_alias()
    {
        var cache = Open(("Timeout", Seconds(Brief)));
        await cache.SetAsync("key", "value", Lasting);
        await cache.IncrementVersionAsync("key");
        Assert.True(await cache.WithVersion(2).ContainsAsync("key"));

        await PassAsync(Brief);

        Assert.False(await cache.WithVersion(2).ContainsAsync("key"));
    }

    [Fact]
    public async Task A_missing_value_cannot_be_moved()
    {
        var up = await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.IncrementVersionAsync("the-key"));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.DecrementVersionAsync("the-key"));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.IncrementVersionAsync("the-key", 0));

        Assert.Contains("the-key", up.Message, StringComparison.Ordinal);
        Assert.False(await Cache.WithVersion(2).ContainsAsync("the-key"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_move_past_the_last_version_is_an_error_and_the_value_stays()
    {
        var last = Cache.WithVersion(int.MaxValue);
        await last.SetAsync("key", "value");

        await Assert.ThrowsAsync<OverflowException>(async () => await last.IncrementVersionAsync("key"));
        await Assert.ThrowsAsync<OverflowException>(async () => await Cache.DecrementVersionAsync("key", int.MinValue));

        Assert.Equal("value", await last.GetAsync<string>("key"));
    }
}
