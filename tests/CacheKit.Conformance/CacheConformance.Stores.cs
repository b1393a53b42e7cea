using CacheKit.Conformance.Samples;
using Xunit;
using static CacheKit.Conformance.BackendTraits;

namespace CacheKit.Conformance;

public abstract partial class CacheConformance
{
    [Fact]
    public void An_alias_is_the_same_object_each_time()
    {
        var caches = OpenAll(("default", []), ("other", []));

        Assert.Equal(["default", "other"], caches.Aliases.Order());
        Assert.Equal("other", caches["other"].Alias);
        Assert.Same(caches["other"], caches["other"]);
        Assert.Same(caches.Default, caches["default"]);
        Assert.NotSame(caches.Default, caches["other"]);
    }

    [Fact]
    public void An_unknown_alias_is_an_error_that_lists_the_known_ones()
    {
        var caches = OpenAll(("default", []), ("other", []));

        var error = Assert.Throws<KeyNotFoundException>(() => caches["unknown"]);

        Assert.Contains("default", error.Message, StringComparison.Ordinal);
        Assert.Contains("other", error.Message, StringComparison.Ordinal);
    }

    [BackendFact(StoresAnything)]
    public async Task Two_aliases_of_one_location_share_their_entries()
    {
        var caches = OpenAll(("default", []), ("other", []));
        await caches.Default.SetAsync("key", "value");

        Assert.Equal("value", await caches["other"].GetAsync<string>("key"));
        Assert.True(await caches["other"].DeleteAsync("key"));
        Assert.False(await caches.Default.ContainsAsync("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task Two_prefixes_are_kept_apart()
    {
        var caches = OpenAll(("default", []), ("one", [("KeyPrefix", "one")]), ("two", [("KeyPrefix", "two")]));
        foreach (string alias in caches.Aliases)
            await caches[alias].SetAsync("key", alias);

        foreach (string alias in caches.Aliases)
            Assert.Equal(alias, await caches[alias].GetAsync<string>("key"));
    }

    [BackendFact(StoresAnything, Unless = CannotClear)]
    public async Task Clear_removes_everything()
    {
        await Cache.SetAsync("key", "value");
        await Cache.SetAsync<string?>("nothing", null, CacheTimeout.Never);
        await Cache.SetAsync("counter", 1);
        await Cache.WithVersion(2).SetAsync("key", "value");

        await Cache.ClearAsync();

        Assert.Empty(await Cache.GetManyAsync<object>(["key", "nothing", "counter"]));
        Assert.False(await Cache.WithVersion(2).ContainsAsync("key"));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.IncrementAsync("counter"));
    }

    [BackendFact(None, Unless = CannotClear)]
    public async Task Clear_of_an_empty_cache_is_fine()
    {
        await Cache.ClearAsync();
        await Cache.ClearAsync();

        Assert.False(await Cache.ContainsAsync("key"));
    }

    [BackendFact(StoresAnything, Unless = CannotClear)]
    public async Task A_cleared_cache_can_be_filled_again()
    {
        await Cache.SetAsync("key", "old");
        await Cache.ClearAsync();

        Assert.True(await Cache.AddAsync("key", "new"));
        Assert.Equal("new", await Cache.GetAsync<string>("key"));
    }

    [BackendFact(StoresAnything, Unless = CannotClear)]
    public async Task Clear_removes_what_other_aliases_stored_there_too()
    {
        var caches = OpenAll(("default", []), ("other", [("KeyPrefix", "other"), ("Version", "7")]), ("function", [("KeyFunction", SampleKeys.JoinedName)]));
        foreach (string alias in caches.Aliases)
            await caches[alias].SetAsync("key", alias);

        await caches["other"].ClearAsync();

        foreach (string alias in caches.Aliases)
            Assert.False(await caches[alias].ContainsAsync("key"));
    }

    [BackendFact(StoresAnything, Unless = CannotClear)]
    public async Task Clear_of_a_prefix_removes_all_its_versions_and_nothing_else()
    {
        var caches = OpenAll(
            ("default", []),
            ("site", [("KeyPrefix", "site"), ("Options:ClearScope", "prefix")]),
            ("longer", [("KeyPrefix", "site2")]),
            ("shorter", [("KeyPrefix", "sit")]));
        foreach (string alias in caches.Aliases)
            await caches[alias].SetAsync("key", alias);
        await caches["site"].WithVersion(2).SetAsync("key", "second");
        await caches.Default.SetAsync("site:1:key", "a name like a prefix");

        await caches["site"].ClearAsync();

        Assert.False(await caches["site"].ContainsAsync("key"));
        Assert.False(await caches["site"].WithVersion(2).ContainsAsync("key"));
        Assert.True(await caches.Default.ContainsAsync("key"));
        Assert.True(await caches.Default.ContainsAsync("site:1:key"));
        Assert.True(await caches["longer"].ContainsAsync("key"));
        Assert.True(await caches["shorter"].ContainsAsync("key"));
    }

    [BackendFact(StoresAnything, Unless = CannotClear)]
    public async Task Clear_of_a_prefix_takes_its_characters_as_they_are()
    {
        var caches = OpenAll(
            ("default", []),
            ("glob", [("KeyPrefix", "s?t*[a-z]_%\\"), ("Options:ClearScope", "prefix")]),
            ("matched", [("KeyPrefix", "sitea%x")]),
            ("lower", [("KeyPrefix", "S?T*[A-Z]_%\\")]));
        foreach (string alias in caches.Aliases)
            await caches[alias].SetAsync("key", alias);

        await caches["glob"].ClearAsync();

        Assert.False(await caches["glob"].ContainsAsync("key"));
        Assert.True(await caches.Default.ContainsAsync("key"));
        Assert.True(await caches["matched"].ContainsAsync("key"));
        Assert.True(await caches["lower"].ContainsAsync("key"));
    }

    [BackendFact(StoresAnything | SharedAcrossProcesses)]
    public async Task What_one_process_stores_another_finds()
    {
        var here = Open();
        var there = Open();
        await here.SetAsync("key", new Book("First", 1, null, Season.Winter, null));
        await here.SetAsync("counter", 1);

        Assert.Equal("First", (await there.GetAsync<Book>("key"))?.Title);
        Assert.Equal(2, await there.IncrementAsync("counter"));
        Assert.Equal(3, await here.IncrementAsync("counter"));
        Assert.False(await there.AddAsync("key", "second"));
        Assert.True(await there.DeleteAsync("key"));
        Assert.False(await here.ContainsAsync("key"));
    }

    [BackendFact(StoresAnything | SharedAcrossProcesses, Unless = CannotClear)]
    public async Task What_one_process_clears_is_gone_for_another()
    {
        var here = Open();
        var there = Open();
        await here.SetAsync("key", "value");

        await there.ClearAsync();

        Assert.False(await here.ContainsAsync("key"));
    }

    [BackendFact(StoresAnything | CannotClear)]
    public async Task A_clear_that_cannot_be_is_an_error_and_removes_nothing()
    {
        await Cache.SetAsync("key", "value");

        var exception = await Assert.ThrowsAsync<CacheBackendException>(async () => await Cache.ClearAsync());

        Assert.IsType<NotSupportedException>(exception.InnerException);
        Assert.Equal("value", await Cache.GetAsync<string>("key"));
    }

    [BackendFact(StoresAnything | SharedAcrossProcesses)]
    public async Task A_value_that_another_process_stored_meanwhile_wins()
    {
        var here = Open();
        var there = Open();

        var value = await here.GetOrSetAsync("key", async token =>
            await there.GetOrSetAsync("key", _ => new ValueTask<string>("theirs"), default, token) + " and mine");

        Assert.Equal("theirs", value);
    }

    [Fact]
    public async Task A_location_is_opened_again_after_its_container_was_disposed()
    {
        await Cache.SetAsync("key", "value");
        await _containers[0].DisposeAsync();

        var again = Open();
        await again.SetAsync("key", "anew");
        await again.DeleteAsync("key");

        Assert.False(await again.ContainsAsync("key"));
    }
}
