using CacheKit.Conformance.Samples;
using Xunit;
using static CacheKit.Conformance.BackendTraits;

namespace CacheKit.Conformance;

public abstract partial class CacheConformance
{
    [BackendFact(StoresAnything)]
    public async Task An_integer_read_as_an_object_is_a_long()
    {
        await Cache.SetAsync("int", 42);
        await Cache.SetAsync<byte>("byte", 42);
        await Cache.SetAsync<object>("object", 42);

        Assert.Equal(42L, Assert.IsType<long>(await Cache.GetAsync<object>("int")));
        Assert.Equal(42L, Assert.IsType<long>(await Cache.GetAsync<object>("byte")));
        Assert.Equal(42L, Assert.IsType<long>(await Cache.GetAsync<object>("object")));
    }

    [BackendFact(StoresAnything)]
    public async Task An_integer_reads_as_any_numeric_type_it_fits()
    {
        await Cache.SetAsync("key", 100);

        Assert.Equal((sbyte)100, (await Cache.TryGetAsync<sbyte>("key")).Value);
        Assert.Equal((byte)100, (await Cache.TryGetAsync<byte>("key")).Value);
        Assert.Equal((ushort)100, (await Cache.TryGetAsync<ushort>("key")).Value);
        Assert.Equal(100U, (await Cache.TryGetAsync<uint>("key")).Value);
        Assert.Equal(100L, (await Cache.TryGetAsync<long>("key")).Value);
        Assert.Equal(100UL, (await Cache.TryGetAsync<ulong>("key")).Value);
        Assert.Equal(100L, (await Cache.TryGetAsync<long?>("key")).Value);
        Assert.Equal(100.0, (await Cache.TryGetAsync<double>("key")).Value);
        Assert.Equal(100m, (await Cache.TryGetAsync<decimal>("key")).Value);
    }

    [BackendFact(StoresAnything)]
    public async Task An_integer_is_a_miss_for_a_type_it_does_not_fit()
    {
        await Cache.SetAsync("big", 300);
        await Cache.SetAsync("negative", -1);
        await Cache.SetAsync("huge", ulong.MaxValue);

        Assert.Equal(7, await Cache.GetAsync<byte>("big", 7));
        Assert.Equal(7U, await Cache.GetAsync("negative", 7U));
        Assert.Equal(7L, await Cache.GetAsync("huge", 7L));
    }

    [BackendFact(StoresAnything)]
    public async Task An_enumeration_is_its_number()
    {
        await Cache.SetAsync("season", Season.Summer);
        await Cache.SetAsync("number", 3);

        Assert.Equal(2, await Cache.GetAsync<int>("season"));
        Assert.Equal(2L, await Cache.GetAsync<object>("season"));
        Assert.Equal(Season.Autumn, await Cache.GetAsync<Season>("number"));
    }

    [BackendFact(StoresAnything)]
    public async Task Truth_stays_truth_and_is_no_number()
    {
        await Cache.SetAsync("key", true);

        Assert.Equal(true, await Cache.GetAsync<object>("key"));
        Assert.False((await Cache.TryGetAsync<int>("key")).HasValue);
        Assert.False((await Cache.TryGetAsync<string>("key")).HasValue);
    }

    [BackendFact(StoresAnything)]
    public async Task A_number_is_no_truth_and_no_text()
    {
        await Cache.SetAsync("key", 1);

        Assert.False((await Cache.TryGetAsync<bool>("key")).HasValue);
        Assert.False((await Cache.TryGetAsync<string>("key")).HasValue);
        Assert.False((await Cache.TryGetAsync<byte[]>("key")).HasValue);
    }

    [BackendFact(StoresAnything)]
    public async Task Text_that_looks_like_a_number_stays_text()
    {
        await Cache.SetAsync("key", "42");

        Assert.Equal("42", await Cache.GetAsync<object>("key"));
        Assert.Equal("42", await Cache.GetAsync<string>("key"));
        Assert.False((await Cache.TryGetAsync<int>("key")).HasValue);
        Assert.False((await Cache.TryGetAsync<byte[]>("key")).HasValue);
    }

    [BackendFact(StoresAnything)]
    public async Task Bytes_that_look_like_a_number_stay_bytes()
    {
        await Cache.SetAsync("key", "42"u8.ToArray());

        Assert.Equal("42"u8.ToArray(), Assert.IsType<byte[]>(await Cache.GetAsync<object>("key")));
        Assert.False((await Cache.TryGetAsync<int>("key")).HasValue);
        Assert.False((await Cache.TryGetAsync<string>("key")).HasValue);
    }

    [BackendFact(StoresAnything)]
    public async Task A_value_of_another_kind_than_asked_for_is_a_miss()
    {
        await Cache.SetAsync("text", "value");
        await Cache.SetAsync("record", new Book("First", 1, null, Season.Winter, null));

        Assert.Equal(7, await Cache.GetAsync("text", 7));
        Assert.False((await Cache.TryGetAsync<Book>("text")).HasValue);
        Assert.False((await Cache.TryGetAsync<int>("record")).HasValue);
        Assert.False((await Cache.TryGetAsync<string>("record")).HasValue);
        Assert.False((await Cache.TryGetAsync<List<int>>("record")).HasValue);
    }

    [BackendFact(StoresAnything)]
    public async Task A_value_of_another_kind_is_logged_with_its_key()
    {
        await Cache.SetAsync("the-key", "value");
        Logs.Forget();

        await Cache.GetAsync<int>("the-key");

        var warning = Assert.Single(Logs.Warnings);
        Assert.Equal(UnreadableWarning, warning.Id.Id);
        Assert.Contains("the-key", warning.Message, StringComparison.Ordinal);
    }

    [BackendFact(StoresAnything)]
    public async Task A_value_of_another_kind_is_left_where_it_is()
    {
        await Cache.SetAsync("key", "value");
        await Cache.GetAsync<int>("key");

        Assert.True(await Cache.ContainsAsync("key"));
        Assert.Equal("value", await Cache.GetAsync<string>("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task Values_of_another_kind_are_left_out_of_many()
    {
        await Cache.SetAsync("number", 1);
        await Cache.SetAsync("text", "value");

        var found = await Cache.GetManyAsync<int>(["number", "text"]);

        Assert.Equal(1, Assert.Single(found).Value);
    }

    [BackendFact(StoresAnything)]
    public async Task Many_values_of_several_kinds_read_as_objects()
    {
        await Cache.SetAsync("number", 1);
        await Cache.SetAsync("text", "value");
        await Cache.SetAsync("truth", true);
        await Cache.SetAsync<string?>("nothing", null);

        var found = await Cache.GetManyAsync<object>(["number", "text", "truth", "nothing"]);

        Assert.Equal(1L, found["number"]);
        Assert.Equal("value", found["text"]);
        Assert.Equal(true, found["truth"]);
        Assert.Null(found["nothing"]);
    }

    [BackendFact(StoresAnything)]
    public async Task Changing_what_was_stored_does_not_change_the_cache()
    {
        byte[] bytes = [1, 2, 3];
        var shelf = new Shelf { Titles = ["First"] };
        await Cache.SetAsync("bytes", bytes);
        await Cache.AddAsync("shelf", shelf);
        await Cache.SetManyAsync([KeyValuePair.Create("many", bytes)]);

        bytes[0] = 9;
        shelf.Titles.Add("Second");

        Assert.Equal([1, 2, 3], await Cache.GetAsync<byte[]>("bytes"));
        Assert.Equal([1, 2, 3], await Cache.GetAsync<byte[]>("many"));
        Assert.Equal(["First"], (await Cache.GetAsync<Shelf>("shelf"))!.Titles);
    }

    [BackendFact(StoresAnything)]
    public async Task Changing_what_was_read_does_not_change_the_cache()
    {
        await Cache.SetAsync<byte[]>("bytes", [1, 2, 3]);
        await Cache.SetAsync("shelf", new Shelf { Titles = ["First"] });

        (await Cache.GetAsync<byte[]>("bytes"))![0] = 9;
        ((byte[])(await Cache.GetAsync<object>("bytes"))!)[0] = 9;
        (await Cache.GetManyAsync<byte[]>(["bytes"]))["bytes"]![0] = 9;
        (await Cache.GetAsync<Shelf>("shelf"))!.Titles.Add("Second");

        Assert.Equal([1, 2, 3], await Cache.GetAsync<byte[]>("bytes"));
        Assert.Equal(["First"], (await Cache.GetAsync<Shelf>("shelf"))!.Titles);
    }

    [BackendFact(StoresAnything)]
    public async Task Changing_what_was_made_does_not_change_the_cache()
    {
        (await Cache.GetOrSetAsync("made", _ => new ValueTask<byte[]>([1, 2, 3])))[0] = 9;
        (await Cache.GetOrSetAsync("made", _ => new ValueTask<byte[]>([0])))[1] = 9;
        (await Cache.GetOrSetValueAsync<byte[]>("given", [1, 2, 3]))[0] = 9;

        Assert.Equal([1, 2, 3], await Cache.GetAsync<byte[]>("made"));
        Assert.Equal([1, 2, 3], await Cache.GetAsync<byte[]>("given"));
    }
}
