using System.Globalization;
using Xunit;
using static CacheKit.Conformance.BackendTraits;

namespace CacheKit.Conformance;

public abstract partial class CacheConformance
{
    [BackendFact(CullsBeforeInserting)]
    public Task Of_49_entries_where_30_are_allowed_29_are_left_when_a_third_goes() => AssertLeftAsync(29, sets: 49, maxEntries: 30, cullFrequency: 3);

    [BackendFact(CullsBeforeInserting)]
    public Task Of_49_entries_where_30_are_allowed_19_are_left_when_all_go() => AssertLeftAsync(19, sets: 49, maxEntries: 30, cullFrequency: 0);

    [BackendFact(CullsAbove)]
    public Task Of_49_entries_where_30_are_allowed_29_are_left_when_a_third_goes_late() => AssertLeftAsync(29, sets: 49, maxEntries: 30, cullFrequency: 3);

    [BackendFact(CullsAbove)]
    public Task Of_49_entries_where_30_are_allowed_18_are_left_when_all_go_late() => AssertLeftAsync(18, sets: 49, maxEntries: 30, cullFrequency: 0);

    [BackendFact(CullsBeforeInserting)]
    public Task As_many_entries_as_are_allowed_stay() => AssertLeftAsync(30, sets: 30, maxEntries: 30, cullFrequency: 3);

    [BackendFact(CullsBeforeInserting)]
    public Task Half_goes_when_the_frequency_is_two() => AssertLeftAsync(6, sets: 11, maxEntries: 10, cullFrequency: 2);

    [BackendFact(CullsBeforeInserting)]
    public Task All_go_when_the_frequency_is_one() => AssertLeftAsync(1, sets: 11, maxEntries: 10, cullFrequency: 1);

    [BackendFact(CullsBeforeInserting)]
    public async Task Where_no_entry_is_allowed_as_many_stay_as_the_frequency_says()
    {
        await AssertLeftAsync(3, sets: 10, maxEntries: 0, cullFrequency: 3);
        await AssertLeftAsync(3, sets: 10, maxEntries: -1, cullFrequency: 3);
        await AssertLeftAsync(1, sets: 10, maxEntries: 0, cullFrequency: 0);
    }

    [BackendFact(CullsBeforeInserting)]
    public async Task Every_call_that_inserts_culls()
    {
        var cache = OpenSmall(9, 3);
        await FillAsync(cache, 9);

        await cache.AddAsync("added", 1);
        Assert.Equal(7, await CountAsync(cache, 9, "added"));

        await cache.SetManyAsync<int>([new("many1", 1), new("many2", 1), new("many3", 1)]);
        Assert.Equal(7, await CountAsync(cache, 9, "added", "many1", "many2", "many3"));

        await cache.GetOrSetValueAsync("made1", 1);
        await cache.GetOrSetValueAsync("made2", 1);
        await cache.GetOrSetValueAsync("made3", 1);
        Assert.Equal(7, await CountAsync(cache, 9, "added", "many1", "many2", "many3", "made1", "made2", "made3"));
    }

    [BackendFact(CullsBeforeInserting)]
    public async Task A_new_entry_survives_its_own_cull()
    {
        var cache = OpenSmall(9, 3);
        for (int number = 0; number < 50; number++)
        {
            await cache.SetAsync($"key{number}", number);
            Assert.Equal(number, await cache.GetAsync($"key{number}", -1));
        }
    }

    [BackendFact(CullsBeforeInserting)]
    public async Task A_value_replaced_in_a_full_store_is_there()
    {
        var cache = OpenSmall(9, 3);
        await FillAsync(cache, 9);

        await cache.SetAsync("key4", 44);

        Assert.Equal(44, await cache.GetAsync<int>("key4"));
        Assert.InRange(await CountAsync(cache, 9), 1, 9);
    }

    [BackendFact(CullsBeforeInserting)]
    public async Task Counting_and_touching_in_a_full_store_cull_nothing()
    {
        var cache = OpenSmall(9, 3);
        await FillAsync(cache, 9);

        await cache.IncrementAsync("key4");
        await cache.TouchAsync("key4");

        Assert.Equal(9, await CountAsync(cache, 9));
    }

    [BackendFact(LeastRecentlyUsed)]
    public Task What_was_stored_first_goes_first() => AssertGoneAsync(["key0", "key1", "key2"], use: null);

    [BackendFact(LeastRecentlyUsed)]
    public Task A_read_counts_as_use() =>
        AssertGoneAsync(["key3", "key4", "key5"], async (cache, key) => await cache.GetAsync<int>(key));

    [BackendFact(LeastRecentlyUsed)]
    public Task A_read_with_others_counts_as_use() =>
        AssertGoneAsync(["key3", "key4", "key5"], async (cache, key) => await cache.GetManyAsync<int>([key, "missing"]));

    [BackendFact(LeastRecentlyUsed)]
    public Task A_read_that_would_make_the_value_counts_as_use() =>
        AssertGoneAsync(["key3", "key4", "key5"], async (cache, key) => await cache.GetOrSetAsync(key, _ => new ValueTask<int>(-1)));

    [BackendFact(LeastRecentlyUsed)]
    public Task A_new_value_counts_as_use() =>
        AssertGoneAsync(["key3", "key4", "key5"], async (cache, key) => await cache.SetAsync(key, 7));

    [BackendFact(LeastRecentlyUsed)]
    public Task Counting_counts_as_use() =>
        AssertGoneAsync(["key3", "key4", "key5"], async (cache, key) => await cache.IncrementAsync(key));

    [BackendFact(LeastRecentlyUsed)]
    public Task Touching_does_not_count_as_use() =>
        AssertGoneAsync(["key0", "key1", "key2"], async (cache, key) => await cache.TouchAsync(key));

    [BackendFact(LeastRecentlyUsed)]
    public Task Asking_whether_a_key_is_there_does_not_count_as_use() =>
        AssertGoneAsync(["key0", "key1", "key2"], async (cache, key) => await cache.ContainsAsync(key));

    [BackendFact(LeastRecentlyUsed)]
    public Task Asking_for_the_time_to_live_does_not_count_as_use() =>
        AssertGoneAsync(["key0", "key1", "key2"], async (cache, key) => await cache.GetTimeToLiveAsync(key));

    [BackendFact(LeastRecentlyUsed)]
    public async Task What_was_read_longest_ago_goes_first()
    {
        var cache = OpenSmall(9, 3);
        await FillAsync(cache, 9);
        for (int number = 8; number > 0; number--)
        {
            await cache.GetAsync<int>($"key{number}");
            await cache.SetAsync("key0", number);
        }

        await cache.SetAsync("new", 1);

        var left = await cache.GetManyAsync<int>(Enumerable.Range(0, 9).Select(number => $"key{number}"));
        Assert.Equal(["key0", "key1", "key2", "key3", "key4", "key5"], left.Keys.Order(StringComparer.Ordinal));
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static Task<IReadOnlyList<string>> FillAsync(ICache cache, int count) =>
        cache.SetManyAsync(Enumerable.Range(0, count).Select(number => KeyValuePair.Create($"key{number}", number))).AsTask();

    private static async Task<int> CountAsync(ICache cache, int filled, params string[] others) =>
        (await cache.GetManyAsync<int>(Enumerable.Range(0, filled).Select(number => $"key{number}").Concat(others))).Count;

    private ICache OpenSmall(int maxEntries, int cullFrequency) =>
        Open(("Options:MaxEntries", Number(maxEntries)), ("Options:CullFrequency", Number(cullFrequency)));

    private async Task AssertLeftAsync(int expected, int sets, int maxEntries, int cullFrequency)
    {
        var cache = OpenSmall(maxEntries, cullFrequency);
        await cache.ClearAsync();
        for (int number = 0; number < sets; number++)
            await cache.SetAsync($"key{number}", number);

        Assert.Equal(expected, await CountAsync(cache, sets));
    }

    // Nine entries, of which the first three are used, with a write between any two uses: recency is as fine as writes are.
    private async Task AssertGoneAsync(string[] expected, Func<ICache, string, Task>? use)
    {
        var cache = OpenSmall(9, 3);
        for (int number = 0; number < 9; number++)
            await cache.SetAsync($"key{number}", number);
        foreach (string key in use is null ? [] : (string[])["key0", "key1", "key2"])
        {
            await use!(cache, key);
            await cache.SetAsync("key8", 8);
        }

        await cache.SetAsync("new", 1);

        var left = await cache.GetManyAsync<int>(Enumerable.Range(0, 9).Select(number => $"key{number}").Append("new"));
        Assert.Equal(7, left.Count);
        Assert.DoesNotContain(left.Keys, expected.Contains);
    }
}
