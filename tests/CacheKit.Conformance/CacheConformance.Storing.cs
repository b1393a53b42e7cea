using Xunit;
using static CacheKit.Conformance.BackendTraits;

namespace CacheKit.Conformance;

public abstract partial class CacheConformance
{
    [BackendFact(StoresAnything)]
    public async Task Add_stores_what_is_absent()
    {
        Assert.True(await Cache.AddAsync("key", "value"));

        Assert.Equal("value", await Cache.GetAsync<string>("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task Add_leaves_what_is_there()
    {
        await Cache.SetAsync("key", "first");

        Assert.False(await Cache.AddAsync("key", "second"));
        Assert.Equal("first", await Cache.GetAsync<string>("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task Add_leaves_a_stored_null()
    {
        await Cache.SetAsync<string?>("key", null);

        Assert.False(await Cache.AddAsync("key", "second"));
        Assert.Null(await Cache.GetAsync("key", "mine"));
    }

    [BackendFact(StoresAnything)]
    public async Task Add_leaves_a_value_of_another_kind()
    {
        await Cache.SetAsync("key", "text");

        Assert.False(await Cache.AddAsync("key", 42));
        Assert.Equal("text", await Cache.GetAsync<string>("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task Add_stores_again_after_a_delete()
    {
        await Cache.AddAsync("key", "first");
        await Cache.DeleteAsync("key");

        Assert.True(await Cache.AddAsync("key", "second"));
        Assert.Equal("second", await Cache.GetAsync<string>("key"));
    }

    [Fact]
    public async Task Add_with_a_zero_timeout_on_an_absent_key_is_true_and_nothing_remains()
    {
        Assert.True(await Cache.AddAsync("key", "value", CacheTimeout.Zero));
        Assert.True(await Cache.AddAsync("key", "value", TimeSpan.FromSeconds(-1)));

        Assert.False(await Cache.ContainsAsync("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task Add_with_a_zero_timeout_leaves_what_is_there()
    {
        await Cache.SetAsync("key", "first");

        Assert.False(await Cache.AddAsync("key", "second", CacheTimeout.Zero));
        Assert.Equal("first", await Cache.GetAsync<string>("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task Set_with_a_zero_timeout_removes_the_old_value()
    {
        await Cache.SetAsync("key", "old");
        await Cache.SetAsync("key", "new", CacheTimeout.Zero);

        Assert.False(await Cache.ContainsAsync("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task Set_with_a_negative_timeout_removes_the_old_value()
    {
        await Cache.SetAsync("key", "old");
        await Cache.SetAsync("key", "new", TimeSpan.FromSeconds(-5));

        Assert.False(await Cache.ContainsAsync("key"));
    }

    [Fact]
    public async Task Set_with_a_zero_timeout_stores_nothing()
    {
        await Cache.SetAsync("key", "new", CacheTimeout.Zero);

        Assert.False(await Cache.ContainsAsync("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task Delete_removes_the_value_and_says_so()
    {
        await Cache.SetAsync("key", "value");
        await Cache.SetAsync("other", "kept");

        Assert.True(await Cache.DeleteAsync("key"));
        Assert.False(await Cache.ContainsAsync("key"));
        Assert.Equal("kept", await Cache.GetAsync<string>("other"));
    }

    [Fact]
    public async Task Delete_of_a_missing_key_is_false()
    {
        Assert.False(await Cache.DeleteAsync("missing"));
    }

    [BackendFact(StoresAnything)]
    public async Task Delete_of_a_deleted_key_is_false()
    {
        await Cache.SetAsync("key", "value");
        await Cache.DeleteAsync("key");

        Assert.False(await Cache.DeleteAsync("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task Delete_of_a_stored_null_is_true()
    {
        await Cache.SetAsync<string?>("key", null);

        Assert.True(await Cache.DeleteAsync("key"));
        Assert.False((await Cache.TryGetAsync<string?>("key")).HasValue);
    }

    [BackendFact(None, Unless = StoresAnything)]
    public async Task What_is_stored_is_gone_at_once()
    {
        await Cache.SetAsync("key", "value");
        await Cache.SetManyAsync([KeyValuePair.Create("many", 1)]);

        Assert.Equal("mine", await Cache.GetAsync("key", "mine"));
        Assert.False((await Cache.TryGetAsync<string>("key")).HasValue);
        Assert.False(await Cache.ContainsAsync("key"));
        Assert.Empty(await Cache.GetManyAsync<int>(["key", "many"]));
        Assert.False((await Cache.GetTimeToLiveAsync("key")).HasValue);
    }

    [BackendFact(None, Unless = StoresAnything)]
    public async Task Add_is_true_each_time()
    {
        Assert.True(await Cache.AddAsync("key", "first"));
        Assert.True(await Cache.AddAsync("key", "second"));
    }

    [BackendFact(None, Unless = StoresAnything)]
    public async Task There_is_never_anything_to_touch_or_to_delete()
    {
        await Cache.SetAsync("key", "value");

        Assert.False(await Cache.TouchAsync("key"));
        Assert.False(await Cache.TouchAsync("key", CacheTimeout.Zero));
        Assert.False(await Cache.DeleteAsync("key"));
    }

    [BackendFact(None, Unless = StoresAnything)]
    public async Task There_is_never_anything_to_count_or_to_move()
    {
        await Cache.SetAsync("key", 41);

        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.IncrementAsync("key"));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.DecrementAsync("key"));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.IncrementVersionAsync("key"));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.DecrementVersionAsync("key"));
    }
}
