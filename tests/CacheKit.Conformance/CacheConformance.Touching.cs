using Xunit;
using static CacheKit.Conformance.BackendTraits;

namespace CacheKit.Conformance;

public abstract partial class CacheConformance
{
    [Fact]
    public async Task Touch_of_a_missing_key_is_false_and_makes_nothing()
    {
        Assert.False(await Cache.TouchAsync("missing"));
        Assert.False(await Cache.TouchAsync("missing", Lasting));
        Assert.False(await Cache.TouchAsync("missing", CacheTimeout.Never));
        Assert.False(await Cache.TouchAsync("missing", CacheTimeout.Zero));

        Assert.False(await Cache.ContainsAsync("missing"));
    }

    [BackendFact(StoresAnything)]
    public async Task Touch_lengthens_a_life()
    {
        await Cache.SetAsync("key", "value", Brief);

        Assert.True(await Cache.TouchAsync("key", Lasting));
        await PassAsync(Brief);

        Assert.Equal("value", await Cache.GetAsync<string>("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task Touch_shortens_a_life()
    {
        await Cache.SetAsync("key", "value", Lasting);
        await Cache.SetAsync("permanent", "value", CacheTimeout.Never);

        Assert.True(await Cache.TouchAsync("key", Brief));
        Assert.True(await Cache.TouchAsync("permanent", Brief));
        await PassAsync(Brief);

        Assert.False(await Cache.ContainsAsync("key"));
        Assert.False(await Cache.ContainsAsync("permanent"));
    }

    [BackendFact(StoresAnything)]
    public async Task Touch_without_a_timeout_applies_that_of_the_alias()
    {
        var cache = Open(("Timeout", Seconds(Brief)));
        await cache.SetAsync("key", "value", Lasting);

        Assert.True(await cache.TouchAsync("key"));
        await PassAsync(Brief);

        Assert.False(await cache.ContainsAsync("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task Touch_with_never_makes_an_entry_permanent()
    {
        await Cache.SetAsync("key", "value", Brief);

        Assert.True(await Cache.TouchAsync("key", CacheTimeout.Never));
        await PassAsync(Brief);

        Assert.True(await Cache.ContainsAsync("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task Touch_with_never_of_a_permanent_entry_is_true()
    {
        await Cache.SetAsync("key", "value", CacheTimeout.Never);

        Assert.True(await Cache.TouchAsync("key", CacheTimeout.Never));
        Assert.True(await Cache.ContainsAsync("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task Touch_with_zero_is_true_and_then_the_key_is_gone()
    {
        await Cache.SetAsync("zero", "value");
        await Cache.SetAsync("negative", "value", CacheTimeout.Never);

        Assert.True(await Cache.TouchAsync("zero", CacheTimeout.Zero));
        Assert.True(await Cache.TouchAsync("negative", TimeSpan.FromSeconds(-1)));

        Assert.False(await Cache.ContainsAsync("zero"));
        Assert.False(await Cache.ContainsAsync("negative"));
    }

    [BackendFact(StoresAnything)]
    public async Task Touch_in_an_alias_with_the_timeout_zero_removes()
    {
        var cache = Open(("Timeout", "0"));
        await cache.SetAsync("key", "value", Lasting);

        Assert.True(await cache.TouchAsync("key"));
        Assert.False(await cache.ContainsAsync("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task Touch_of_a_stored_null_is_true()
    {
        await Cache.SetAsync<string?>("key", null, Brief);

        Assert.True(await Cache.TouchAsync("key", Lasting));
        await PassAsync(Brief);

        Assert.True(await Cache.ContainsAsync("key"));
    }

    [Fact]
    public async Task A_missing_key_has_no_time_to_live()
    {
        Assert.False((await Cache.GetTimeToLiveAsync("missing")).HasValue);
    }

    [BackendFact(StoresAnything | KnowsTimeToLive)]
    public async Task The_time_to_live_is_what_remains()
    {
        await Cache.SetAsync("key", "value", Lasting);

        await PassAsync(Brief);

        var remaining = await Cache.GetTimeToLiveAsync("key");
        AssertRemains(Lasting - Brief, remaining);
    }

    [BackendFact(StoresAnything | KnowsTimeToLive)]
    public async Task The_time_to_live_of_a_permanent_entry_is_null()
    {
        await Cache.SetAsync("key", "value", CacheTimeout.Never);

        Assert.Equal(new CacheValue<TimeSpan?>(null), await Cache.GetTimeToLiveAsync("key"));
    }

    [BackendFact(StoresAnything | KnowsTimeToLive)]
    public async Task The_time_to_live_follows_a_touch()
    {
        await Cache.SetAsync("key", "value", CacheTimeout.Never);

        await Cache.TouchAsync("key", Lasting);
        AssertRemains(Lasting, await Cache.GetTimeToLiveAsync("key"));

        await Cache.TouchAsync("key", CacheTimeout.Never);
        Assert.Null((await Cache.GetTimeToLiveAsync("key")).Value);
    }
}
