using CacheKit.Conformance.Samples;
using Xunit;
using static CacheKit.Conformance.BackendTraits;

namespace CacheKit.Conformance;

public abstract partial class CacheConformance
{
    [BackendFact(StoresAnything)]
    public async Task Many_values_come_back_under_the_callers_own_keys()
    {
        var cache = Open(("KeyPrefix", "site"), ("Version", "3"));
        await cache.SetManyAsync(new Dictionary<string, int> { ["a"] = 1, ["A"] = 2, ["ключ"] = 3 });

        var found = await cache.GetManyAsync<int>(["a", "A", "ключ"]);

        Assert.Equal(new Dictionary<string, int> { ["a"] = 1, ["A"] = 2, ["ключ"] = 3 }, found);
    }

    [BackendFact(StoresAnything)]
    public async Task Misses_are_left_out_of_many()
    {
        await Cache.SetAsync("b", 2);

        var found = await Cache.GetManyAsync<int>(["a", "b", "c"]);

        Assert.Equal(new Dictionary<string, int> { ["b"] = 2 }, found);
        Assert.False(found.ContainsKey("a"));
        Assert.False(found.TryGetValue("c", out _));
        Assert.Throws<KeyNotFoundException>(() => found["a"]);
    }

    [BackendFact(StoresAnything)]
    public async Task A_stored_null_is_among_many()
    {
        await Cache.SetAsync<string?>("nothing", null);

        var found = await Cache.GetManyAsync<string?>(["nothing", "missing"]);

        Assert.Null(Assert.Single(found).Value);
        Assert.True(found.ContainsKey("nothing"));
    }

    [BackendFact(StoresAnything)]
    public async Task Every_value_of_many_is_that_of_its_key()
    {
        const int Count = 200;
        await Cache.SetManyAsync(Enumerable.Range(0, Count).Select(number => KeyValuePair.Create($"key{number}", number)));

        var found = await Cache.GetManyAsync<int>(Enumerable.Range(0, 2 * Count).Select(number => $"key{number}"));

        Assert.Equal(Count, found.Count);
        Assert.All(found, pair => Assert.Equal($"key{pair.Value}", pair.Key));
    }

    [BackendFact(StoresAnything)]
    public async Task A_sequence_of_many_is_read_once()
    {
        var failed = await Cache.SetManyAsync(new OnceOnly<KeyValuePair<string, int>>([new("a", 1), new("b", 2)]));
        var found = await Cache.GetManyAsync<int>(new OnceOnly<string>(["a", "b"]));
        await Cache.DeleteManyAsync(new OnceOnly<string>(["a"]));

        Assert.Empty(failed);
        Assert.Equal(2, found.Count);
        Assert.False(await Cache.ContainsAsync("a"));
        Assert.True(await Cache.ContainsAsync("b"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_key_may_stand_twice_among_many()
    {
        await Cache.SetManyAsync<int>([new("a", 1), new("b", 2), new("a", 3)]);

        var found = await Cache.GetManyAsync<int>(["a", "b", "a"]);
        Assert.Equal(new Dictionary<string, int> { ["a"] = 3, ["b"] = 2 }, found);

        await Cache.DeleteManyAsync(["a", "a"]);
        Assert.False(await Cache.ContainsAsync("a"));
    }

    [Fact]
    public async Task Nothing_of_many_is_nothing()
    {
        Assert.Empty(await Cache.GetManyAsync<int>([]));
        Assert.Empty(await Cache.SetManyAsync<int>([]));
        await Cache.DeleteManyAsync([]);
    }

    [Fact]
    public async Task Storing_many_values_fails_for_none()
    {
        Assert.Empty(await Cache.SetManyAsync<int>([new("a", 1), new("b", 2)]));
    }

    [BackendFact(StoresAnything)]
    public async Task Storing_many_values_replaces_the_old_ones()
    {
        await Cache.SetAsync("a", "old");

        await Cache.SetManyAsync<int?>([new("a", 1), new("b", null)]);

        Assert.Equal(1, await Cache.GetAsync<int>("a"));
        Assert.True((await Cache.TryGetAsync<int?>("b")).HasValue);
    }

    [BackendFact(StoresAnything)]
    public async Task Storing_many_values_with_a_zero_timeout_removes_the_old_ones()
    {
        await Cache.SetAsync("a", "old");
        await Cache.SetAsync("c", "kept");

        Assert.Empty(await Cache.SetManyAsync<int>([new("a", 1), new("b", 2)], CacheTimeout.Zero));

        Assert.False(await Cache.ContainsAsync("a"));
        Assert.False(await Cache.ContainsAsync("b"));
        Assert.True(await Cache.ContainsAsync("c"));
    }

    [BackendFact(StoresAnything)]
    public async Task Storing_many_values_for_ever_outlives_the_aliass_timeout()
    {
        var cache = Open(("Timeout", Seconds(Brief)));
        await cache.SetManyAsync<int>([new("never", 1)], CacheTimeout.Never);
        await cache.SetManyAsync<int>([new("default", 1)]);

        await PassAsync(Brief);

        Assert.True(await cache.ContainsAsync("never"));
        Assert.False(await cache.ContainsAsync("default"));
    }

    [Fact]
    public async Task One_value_of_many_that_is_refused_keeps_all_out()
    {
        await Assert.ThrowsAsync<CacheSerializationException>(async () =>
            await Cache.SetManyAsync<object>([new("first", "fine"), new("second", new Ring()), new("third", "fine")]));

        Assert.False(await Cache.ContainsAsync("first"));
        Assert.False(await Cache.ContainsAsync("third"));
    }

    [BackendFact(StoresAnything)]
    public async Task Deleting_many_spares_the_others()
    {
        await Cache.SetManyAsync<int>([new("a", 1), new("b", 2), new("c", 3)]);

        await Cache.DeleteManyAsync(["a", "missing", "c"]);

        Assert.Equal("b", Assert.Single(await Cache.GetManyAsync<int>(["a", "b", "c"])).Key);
    }

    [BackendFact(StoresAnything)]
    public async Task Many_calls_keep_to_their_version()
    {
        var second = Cache.WithVersion(2);
        await Cache.SetManyAsync<int>([new("a", 1), new("b", 1)]);
        await second.SetManyAsync<int>([new("a", 2)]);

        await second.DeleteManyAsync(["b"]);

        Assert.Equal(new Dictionary<string, int> { ["a"] = 1, ["b"] = 1 }, await Cache.GetManyAsync<int>(["a", "b"]));
        Assert.Equal(new Dictionary<string, int> { ["a"] = 2 }, await second.GetManyAsync<int>(["a", "b"]));
    }
}
